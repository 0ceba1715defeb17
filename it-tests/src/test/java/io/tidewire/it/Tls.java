package io.tidewire.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS to the server, whose certificate the build has made. */
final class Tls {
  static final int PORT = Integer.getInteger("server.https.port", 0);

  private static final char[] PASSWORD = "password".toCharArray();

  private Tls() {}

  /** A context that trusts the server and nobody else. */
  static SSLContext trustingTheServer() {
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
