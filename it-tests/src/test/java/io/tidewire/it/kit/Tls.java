package io.tidewire.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS to the server, whose certificate the build has made. */
public final class Tls {
  /** The server's port, 0 if there is none. */
  public static final int PORT = Integer.getInteger("server.https.port", 0);

  private static final char[] PASSWORD = "password".toCharArray();

  private Tls() {}

  /** Whether the port is the server's for TLS. */
  static boolean isSpokenAt(int port) {
    return port == PORT && port != 0;
  }

  /** The scheme to use at a port of the server, for one without TLS: {@code http} or {@code ws}. */
  public static String scheme(String plain, int port) {
    return isSpokenAt(port) ? plain + "s" : plain;
  }

  /** The server's certificate, for other servers of this machine, in PEM. */
  public static String certificate() {
    try {
      KeyStore store = keyStore();
      return pem("CERTIFICATE", store.getCertificate(name(store)).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }

  /** The private key of that certificate, in PEM. */
  public static String key() {
    try {
      KeyStore store = keyStore();
      return pem("PRIVATE KEY", store.getKey(name(store), PASSWORD).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes));
  }

  private static String name(KeyStore store) throws GeneralSecurityException {
    return store.aliases().nextElement();
  }

  private static KeyStore keyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(Path.of(System.getProperty("tls.keystore")))) {
      store.load(file, PASSWORD);
    }
    return store;
  }

  private static AssertionError unreadable(Exception e) {
    return new AssertionError("the server's certificate cannot be read", e);
  }

  /** A context that trusts the server and nobody else. */
  public static SSLContext trustingTheServer() {
    try {
      KeyStore store = keyStore();
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }
}
