package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.chain.TestServer;
import io.tidewire.chain.War;
import io.tidewire.chain.war.FailingAuthenticator;
import io.tidewire.chain.war.TokenAuthenticator;
import io.tidewire.chain.war.UnreadableFilter;
import io.tidewire.spi.Authenticator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer says, and whom a real server's own proxy support makes us believe. */
class HttpAnswersTest {

  private static final String LISTED = "https://app.example.org";
  private static final String VARY = "Origin, Access-Control-Request-Headers";

  @TempDir Path directory;

  private War war() {
    return War.in(directory.resolve("war"))
        .setting("realtime.allowed-origins", LISTED + ", https://*.partner.example");
  }

  @Test
  void preflightsAreAnsweredBeforeAuthentication() throws Exception {
    War war = war().service(Authenticator.class, TokenAuthenticator.class);
    try (TestServer server = TestServer.start(war)) {
      for (String resource : new String[] {"sse", "poll", "info"}) {
        RawAnswer preflight =
            RawAnswer.of(
                server,
                "OPTIONS",
                resource,
                "Origin: " + LISTED,
                "Access-Control-Request-Headers: x-csrf-token, cache-control");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
        assertThat(preflight.header("Access-Control-Allow-Headers"))
            .isEqualTo("x-csrf-token, cache-control");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("GET");
        assertProtected(preflight);
      }

      RawAnswer refused = RawAnswer.of(server, "GET", "sse?topic=open/a", "Origin: " + LISTED);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
      assertThat(refused.header("Access-Control-Expose-Headers")).isEqualTo("Retry-After");
      assertProtected(refused);
    }
  }

  @Test
  void whatIsNoListOfHeaderNamesIsNotEchoed() throws Exception {
    try (TestServer server = TestServer.start(war())) {
      String usual = "Authorization, Content-Type, Last-Event-ID";
      String many = "x,".repeat(33);
      String[] requests = {"", "a b", "x(y)", "\"x\"", many, "x".repeat(1_025)};
      for (String asked : requests) {
        RawAnswer preflight =
            RawAnswer.of(
                server,
                "OPTIONS",
                "sse",
                "Origin: " + LISTED,
                "Access-Control-Request-Headers: " + asked);
        assertThat(preflight.header("Access-Control-Allow-Headers")).as(asked).isEqualTo(usual);
      }
      RawAnswer most =
          RawAnswer.of(
              server,
              "OPTIONS",
              "sse",
              "Origin: " + LISTED,
              "Access-Control-Request-Headers: " + "x,".repeat(32));
      assertThat(most.header("Access-Control-Allow-Headers")).hasSize(32 + 31 * 2);
      RawAnswer foreign =
          RawAnswer.of(
              server,
              "OPTIONS",
              "sse",
              "Origin: https://evil.example",
              "Access-Control-Request-Headers: x-csrf-token");
      assertThat(foreign.status()).isEqualTo(204);
      assertThat(foreign.text().toLowerCase(Locale.ROOT)).doesNotContain("access-control-allow");
      assertProtected(foreign);
    }
  }

  @Test
  void aMethodThatThereIsNotGetsAProblemThatNamesTheOthers() throws Exception {
    try (TestServer server = TestServer.start(war())) {
      for (String method : new String[] {"PUT", "DELETE", "PATCH", "TRACE", "BANANA"}) {
        for (String resource : new String[] {"sse", "poll", "info"}) {
          RawAnswer answer = RawAnswer.of(server, method, resource, "Origin: " + LISTED);
          // Tomcat itself answers TRACE before any servlet.
          assertThat(answer.status()).as(method + " " + resource).isEqualTo(405);
          assertThat(answer.header("Allow")).contains("OPTIONS");
          if (!method.equals("TRACE")) {
            assertThat(answer.header("Allow")).contains("GET");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
            assertProtected(answer);
          }
        }
      }
      RawAnswer head = RawAnswer.of(server, "HEAD", "sse?topic=open/a");
      assertThat(head.status()).isEqualTo(405);
      assertThat(head.header("Allow")).contains("GET");
      assertProtected(head);
      assertThat(RawAnswer.of(server, "HEAD", "info").status()).isEqualTo(200);
    }
  }

  @Test
  void everyAnswerIsProtectedAndKeptApartByCaches() throws Exception {
    try (TestServer server = TestServer.start(war())) {
      String[] requests = {
        "info", "poll?topic=open/a", "sse?topic=open/a", "sse", "poll?topic=forbidden/a", "ws"
      };
      for (String request : requests) {
        RawAnswer answer = RawAnswer.of(server, "GET", request);
        assertThat(answer.status()).isPositive();
        assertProtected(answer);
      }
      RawAnswer info = RawAnswer.of(server, "GET", "info", "Origin: " + LISTED);
      assertThat(info.header("Timing-Allow-Origin")).isEqualTo(LISTED);
      assertThat(RawAnswer.of(server, "GET", "info").header("Timing-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void anUpgradeOfAForeignPageIsRefusedWithAProblem() throws Exception {
    for (String upgrade : new String[] {"false", "true"}) {
      War war =
          War.in(directory.resolve("war-" + upgrade))
              .setting("realtime.websocket.upgrade", upgrade);
      try (TestServer server = TestServer.start(war)) {
        RawAnswer refused = RawAnswer.upgrade(server, "Origin: https://evil.example");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertProtected(refused);

        String own = "Origin: http://127.0.0.1:" + server.uri("").getPort();
        assertThat(RawAnswer.upgrade(server, own, own).status()).isEqualTo(403);
        RawAnswer opened = RawAnswer.upgrade(server, own);
        assertThat(opened.status()).isEqualTo(101);
        assertThat(opened.header("X-Content-Type-Options")).isEqualTo("nosniff");
      }
    }
  }

  /** Some containers throw when they are asked for the parameters of such a query. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aQueryThatTheContainerCannotReadIsABadRequest(boolean isAsked) throws Exception {
    War war =
        war()
            .asyncFilter("unreadable", UnreadableFilter.class)
            .setting("realtime.websocket.upgrade", "true");
    if (isAsked) {
      war.service(Authenticator.class, FailingAuthenticator.class);
    }
    try (LogRecorder log = LogRecorder.of("io.tidewire");
        TestServer server = TestServer.start(war)) {
      for (String resource : new String[] {"sse", "poll", "sse?format=envelope&", "poll?x&"}) {
        String query = resource.contains("?") ? "topic=open/a&%zz" : "?topic=open/a&%zz";
        assertBadRequest(RawAnswer.of(server, "GET", resource + query));
      }
      if (isAsked) {
        assertBadRequest(RawAnswer.of(server, "GET", "info?%zz"));
        String body = "\r\n{\"topics\":[{\"topic\":\"open/a\"}]}";
        String[] head = {"Content-Type: application/json", "Content-Length: 31"};
        assertBadRequest(RawAnswer.of(server, "POST", "poll?%zz", head[0], head[1], body));
      }
      assertBadRequest(RawAnswer.upgradeTo(server, "ws?%zz"));
      assertThat(log.messages(Level.SEVERE)).isEmpty();
    }
  }

  private static void assertBadRequest(RawAnswer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertProtected(answer);
  }

  @Test
  void repeatedOriginsAreRefused() throws Exception {
    try (TestServer server = TestServer.start(war())) {
      RawAnswer answer =
          RawAnswer.of(server, "GET", "info", "Origin: " + LISTED, "Origin: " + LISTED);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void aTrustedProxyIsBelieved() throws Exception {
    War war = war().setting("realtime.trusted-proxies", "127.0.0.0/8");
    try (TestServer server = TestServer.start(war)) {
      String[] told = {"X-Forwarded-Host: shop.example", "X-Forwarded-Proto: https"};
      assertThat(status(server, "https://shop.example", told)).isEqualTo(200);
      assertThat(status(server, "http://shop.example", told)).isEqualTo(403);
      assertThat(status(server, "https://evil.example", told)).isEqualTo(403);
      assertThat(status(server, "https://shop.example", "Forwarded: host=shop.example"))
          .isEqualTo(403);
    }
  }

  @Test
  void aHostIsNotBelievedWhereTomcatHasReplacedTheAddress() throws Exception {
    // The client's own address, which the valve puts in place of the proxy's, is in the range too.
    War war = war().setting("realtime.trusted-proxies", "127.0.0.0/8");
    try (TestServer server = TestServer.start(war, new RemoteIpValve())) {
      String[] told = {"X-Forwarded-For: 127.0.0.9", "X-Forwarded-Host: evil.example"};
      assertThat(status(server, "https://evil.example", told)).isEqualTo(403);
      String own = "http://127.0.0.1:" + server.uri("").getPort();
      assertThat(status(server, own, told)).isEqualTo(200);
      assertThat(status(server, own, told[0], told[1], "X-Forwarded-Proto: https"))
          .as("an unencrypted page of a request that was encrypted")
          .isEqualTo(403);
    }
  }

  @Test
  void theValvesOwnHeadersForHostAndPortAreTheRemedy() throws Exception {
    RemoteIpValve valve = new RemoteIpValve();
    valve.setHostHeader("X-Forwarded-Host");
    valve.setPortHeader("X-Forwarded-Port");
    try (TestServer server = TestServer.start(war(), valve)) {
      String[] told = {
        "X-Forwarded-For: 203.0.113.9",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: shop.example",
        "X-Forwarded-Port: 8443"
      };
      assertThat(status(server, "https://shop.example:8443", told)).isEqualTo(200);
      assertThat(status(server, "http://shop.example:8443", told)).isEqualTo(403);
      assertThat(status(server, "https://shop.example", told)).isEqualTo(403);
      assertThat(status(server, "https://evil.example", told)).isEqualTo(403);
      String[] inside = Arrays.copyOf(told, told.length + 1);
      inside[told.length] = "Host: shop.example.internal:8080";
      assertThat(status(server, "https://shop.example:8443", inside)).isEqualTo(200);
      assertThat(status(server, "https://shop.example.internal:8080", inside)).isEqualTo(403);
    }
  }

  @Test
  void refusalsFillNoLogAndForgeNoLine() throws Exception {
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      try (TestServer server = TestServer.start(war())) {
        for (int i = 0; i < 30; i++) {
          String origin = "https://evil.example\u0085ERROR forged" + "x".repeat(4_000);
          assertThat(status(server, origin)).isEqualTo(403);
        }
        assertThat(log.messages()).hasSize(10);
      }
      assertThat(log.messages()).hasSize(11).last().asString().contains("20 more refused origins");
      assertThat(log.messages())
          .allSatisfy(line -> assertThat(line).hasSizeLessThan(500).doesNotContain("\u0085"));
    }
  }

  private static int status(TestServer server, String origin, String... headers) throws Exception {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Origin: " + origin;
    return RawAnswer.of(server, "GET", "info", all).status();
  }

  private static void assertProtected(RawAnswer answer) {
    assertThat(answer.header("X-Content-Type-Options")).as(answer.text()).isEqualTo("nosniff");
    assertThat(answer.header("Vary")).as(answer.text()).isEqualTo(VARY);
  }
}
