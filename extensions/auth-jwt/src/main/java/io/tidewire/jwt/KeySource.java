package io.tidewire.jwt;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Fetches the keys of an issuer (RFC 7517, section 5), on the thread of its caller.
 *
 * <p>Uses the JDK's old client, since the new one has a thread of its own that keeps an undeployed
 * application. A server that says nothing is given up after 5 seconds; one that sends a few bytes
 * now and then, at the first piece that comes after them.
 */
final class KeySource implements KeyCache.Source {

  private static final System.Logger LOG = System.getLogger(KeySource.class.getName());
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 3_000;
  private static final int TOTAL_MILLIS = 5_000;
  private static final int MAX_BYTES = 64 * 1_024;
  private static final int PIECE = 4 * 1_024;
  private static final int LEAST_RSA_BITS = 2_048;

  private final URI url;
  private final LongSupplier millis;

  KeySource(URI url, LongSupplier millis) {
    this.url = url;
    this.millis = millis;
  }

  /**
   * Fetches the keys.
   *
   * @return those that can be used for signatures, perhaps none
   * @throws IOException if they cannot be had
   */
  @Override
  public List<JWK> fetch() throws IOException {
    return parse(new String(read(), StandardCharsets.UTF_8));
  }

  /** {@return where the keys are, without what may be confidential} */
  @Override
  public String toString() {
    return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
  }

  private byte[] read() throws IOException {
    long begin = millis.getAsLong();
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try {
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setRequestProperty("Accept", "application/jwk-set+json, application/json");
      connection.setRequestProperty("Connection", "close");
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("it answers with status " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        return read(in, begin);
      }
    } finally {
      connection.disconnect();
    }
  }

  private byte[] read(InputStream in, long begin) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    while (true) {
      if (millis.getAsLong() - begin > TOTAL_MILLIS) {
        throw new IOException("its answer takes longer than 5 seconds");
      }
      int count = in.read(piece);
      if (count < 0) {
        return bytes.toByteArray();
      }
      bytes.write(piece, 0, count);
      if (bytes.size() > MAX_BYTES) {
        throw new IOException("its answer is longer than 64 KiB");
      }
    }
  }

  private static List<JWK> parse(String text) throws IOException {
    Map<String, Object>[] all;
    try {
      all = JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(text), "keys");
    } catch (ParseException e) {
      throw new IOException("its answer is not a set of keys", e);
    }
    if (all == null) {
      throw new IOException("its answer is not a set of keys");
    }
    List<JWK> usable = new ArrayList<>();
    for (Map<String, Object> members : all) {
      addIfUsable(members, usable);
    }
    return List.copyOf(usable);
  }

  /** Leaves out what this server cannot use, for one key must not spoil the others (section 5). */
  private static void addIfUsable(Map<String, Object> members, List<JWK> usable) {
    try {
      JWK key = JWK.parse(members);
      if (key instanceof ECKey || (key instanceof RSAKey && key.size() >= LEAST_RSA_BITS)) {
        usable.add(key.toPublicJWK());
      }
    } catch (ParseException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a key of the issuer cannot be used", e);
    }
  }
}
