package io.tidewire.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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

  /** A context that trusts the server and nobody else. */
  public static SSLContext trustingTheServer() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream file = Files.newInputStream(Path.of(System.getProperty("tls.keystore")))) {
        store.load(file, PASSWORD);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("the server's certificate cannot be read", e);
    }
  }
}
