package io.tidewire.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is fetched, and what of it is usable. */
class KeySourceTest {

  private static final JWK RSA = Signer.rsa(2_048).publicKey("r1");
  private static final JWK EC = Signer.ec().publicKey("e1");

  private HttpServer server;
  private final AtomicInteger redirected = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/elsewhere",
        exchange -> {
          redirected.incrementAndGet();
          answer(exchange, 200, "{\"keys\":[]}");
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private KeySource source(HttpHandler handler) {
    server.createContext("/keys", handler);
    return new KeySource(url(), () -> 0);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys?client=hunter2");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private List<JWK> fetch(String body) throws IOException {
    return source(exchange -> answer(exchange, 200, body)).fetch();
  }

  @Test
  void usableKeysAreTakenAndOthersLeftOut() throws IOException {
    String keys =
        String.join(
            ",",
            RSA.toJSONString(),
            "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"s1\"}",
            "{\"kty\":\"new\",\"kid\":\"n1\"}",
            "{\"kty\":\"RSA\",\"kid\":\"broken\"}",
            "{}",
            Signer.rsa(1_024).publicKey("short").toJSONString(),
            EC.toJSONString());

    assertThat(fetch("{\"keys\":[" + keys + "],\"more\":1}")).containsExactly(RSA, EC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "keys", "[]", "{}", "{\"keys\":5}", "{\"keys\":null}", "{\"keys\":[5]}", "{"})
  void whatIsNoSetOfKeysIsAFailure(String body) {
    assertThatThrownBy(() -> fetch(body))
        .isInstanceOf(IOException.class)
        .hasMessage("its answer is not a set of keys");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 301, 302, 307, 401, 404, 500})
  void onlyOkIsAnAnswerAndNoRedirectIsFollowed(int status) {
    KeySource source =
        source(
            exchange -> {
              exchange.getResponseHeaders().add("Location", "/elsewhere");
              answer(exchange, status, "");
            });

    assertThatThrownBy(source::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("" + status);
    assertThat(redirected).hasValue(0);
  }

  @Test
  void aLongAnswerIsNotRead() throws IOException {
    String keys = "{\"keys\":[" + RSA.toJSONString() + "]}";
    assertThat(fetch(keys + " ".repeat(64 * 1_024 - keys.length()))).containsExactly(RSA);

    server.removeContext("/keys");
    assertThatThrownBy(() -> fetch(keys + " ".repeat(64 * 1_024 - keys.length() + 1)))
        .hasMessage("its answer is longer than 64 KiB");
  }

  @Test
  void anAnswerThatDripsIsGivenUp() {
    AtomicLong millis = new AtomicLong();
    AtomicInteger pieces = new AtomicInteger();
    server.createContext(
        "/keys",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (pieces.incrementAndGet() < 1_000_000) {
              out.write(' ');
              out.flush();
            }
          }
        });

    assertThatThrownBy(new KeySource(url(), () -> millis.getAndAdd(1_000))::fetch)
        .hasMessage("its answer takes longer than 5 seconds");
  }

  @Test
  void whatItIsCalledInTheLogHasNoQuery() {
    assertThat(new KeySource(url(), () -> 0)).asString().endsWith("/keys");
  }
}
