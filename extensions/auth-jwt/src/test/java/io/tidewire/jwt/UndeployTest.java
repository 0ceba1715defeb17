package io.tidewire.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.net.httpserver.HttpServer;
import io.tidewire.Hub;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An application that has verified tokens leaves no thread and no class behind. */
class UndeployTest {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Signer SIGNER = Signer.rsa(2_048);

  @Test
  void nothingIsLeftOfAnApplicationThatHasVerifiedTokens() throws Exception {
    HttpServer issuer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] keys =
              ("{\"keys\":[" + SIGNER.publicKey("r1").toJSONString() + "]}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    issuer.start();
    try {
      WeakReference<ClassLoader> loader = verifyInAnApplication(issuer.getAddress().getPort());
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getContextClassLoader)
          .doesNotContain(loader.get());
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (loader.get() != null && System.nanoTime() - deadline < 0) {
        System.gc();
      }
      assertThat(loader.get()).as("the application's classes").isNull();
    } finally {
      issuer.stop(0);
    }
  }

  private static WeakReference<ClassLoader> verifyInAnApplication(int port) throws Exception {
    URL[] libraries = {
      library(JwtVerifiers.class), library(Hub.class), library(JWSAlgorithm.class)
    };
    try (URLClassLoader application =
        new URLClassLoader(libraries, ClassLoader.getPlatformClassLoader())) {
      ClassLoader own = Thread.currentThread().getContextClassLoader();
      Thread.currentThread().setContextClassLoader(application);
      try {
        assertThat(verify(application, port, SIGNER)).contains("name=ann");
        assertThat(verify(application, port, Signer.rsa(2_048))).contains("signature");
      } finally {
        Thread.currentThread().setContextClassLoader(own);
      }
      return new WeakReference<>(application);
    }
  }

  private static URL library(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** Returns the text of the subscriber, or of the refusal. */
  private static String verify(ClassLoader application, int port, Signer signer)
      throws ReflectiveOperationException, IOException {
    Class<?> providers = application.loadClass(JwtVerifiers.class.getName());
    assertThat(providers).isNotSameAs(JwtVerifiers.class);
    Object provider = providers.getConstructor().newInstance();
    Map<String, String> settings =
        Map.of(
            "realtime.jwt.keys", "http://127.0.0.1:" + port + "/keys",
            "realtime.jwt.issuer", "https://issuer.example",
            "realtime.jwt.audience", "app",
            "realtime.jwt.algorithms", "RS256");
    Object verifier =
        ((Optional<?>) providers.getMethod("open", Map.class).invoke(provider, settings))
            .orElseThrow();
    String claims =
        "{\"iss\":\"https://issuer.example\",\"aud\":\"app\",\"sub\":\"ann\",\"exp\":"
            + Instant.now().plusSeconds(300).getEpochSecond()
            + "}";
    String token = signer.sign("RS256", "{\"alg\":\"RS256\",\"kid\":\"r1\"}", claims);
    try {
      return application
          .loadClass("io.tidewire.spi.TokenVerifier")
          .getMethod("verify", String.class)
          .invoke(verifier, token)
          .toString();
    } catch (InvocationTargetException e) {
      return String.valueOf(e.getCause().getMessage());
    }
  }
}
