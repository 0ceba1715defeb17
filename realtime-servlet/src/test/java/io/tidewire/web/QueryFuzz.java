package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.fuzz.Corpus;
import io.tidewire.fuzz.Mutations;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TopicRules;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.wire.Excerpt;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/** Whatever stands in a query, a header or a body, a request is understood or refused. */
class QueryFuzz {

  private static final List<String> QUERIES = Corpus.of(QueryFuzz.class, "queries").texts();
  private static final List<String> BODIES = Corpus.of(QueryFuzz.class, "bodies").texts();
  private static final List<String> HEADERS = Corpus.of(QueryFuzz.class, "headers").texts();

  /** A token that is in the samples. */
  private static final String TOKEN = "secret-secret";

  private static final int MOST_MESSAGE = 3 * Excerpt.MAX_LENGTH;

  private final LogRecorder log = LogRecorder.of("io.tidewire");
  private final StillHub hub = new StillHub();
  private final Gate gate =
      new Gate(
          Settings.read(
                  List.of(
                      SettingSource.of(
                          "test",
                          Map.of(
                              "realtime.allowed-origins",
                              "https://listed.example, https://*.partner.example",
                              "realtime.trusted-proxies",
                              "203.0.113.0/24",
                              "realtime.forwarded",
                              "forwarded"))))
              .http(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run)
              .verifiedBy(QueryFuzz::verify),
          TopicRules.builder().build(),
          hub.hub(),
          hub.executor(2));

  private static Subscriber verify(String token) {
    if (token.length() % 2 == 0) {
      return Subscriber.named("ann");
    }
    throw new UnauthenticatedException("a token of an odd length");
  }

  @AfterProperty
  void close() {
    hub.close();
    log.close();
  }

  @Provide
  Arbitrary<String> queries() {
    return Mutations.of(
        QUERIES,
        "topic=",
        "&topic=open/b",
        "&since=",
        "&since=now",
        "&rewind=",
        "&wait=",
        "&max=",
        "&client=",
        "&client=0123456789abcdef",
        "&access_token=",
        "&access_token=" + TOKEN,
        "&format=envelope",
        "e-1",
        "e-9223372036854775807",
        "open/**",
        "&",
        "=",
        "%2f");
  }

  @Provide
  Arbitrary<String> bodies() {
    return Mutations.of(
        BODIES,
        "\"topics\":",
        "\"topic\":\"open/b\"",
        "\"since\":",
        "\"rewind\":",
        "\"wait\":1.5,",
        "\"max\":1E400,",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\"");
  }

  @Provide
  Arbitrary<String> headers() {
    return Mutations.of(
        HEADERS,
        "http://",
        "https://",
        "here.example",
        "listed.example",
        "partner.example",
        ":443",
        ":99999",
        "[::1]",
        "for=",
        "host=",
        "proto=",
        "Bearer ",
        "bearer.",
        "@",
        "\"");
  }

  /** What is asked of a request, which may refuse it. */
  private interface Reading {
    void run();
  }

  /** Whoever refuses says so, within bounds, and shows no token. */
  private void assertUnderstoodOrRefused(Reading reading) {
    try {
      reading.run();
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isBetween(400, 429);
      assertThat(refusal.reason())
          .hasSizeLessThanOrEqualTo(MOST_MESSAGE)
          .matches("\\P{Cntrl}*")
          .doesNotContain(TOKEN);
    }
    assertThat(log.failures()).isEmpty();
  }

  /** A query as a container reads it. */
  private static HttpServletRequest asking(String query) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            QueryFuzz.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("getParameterValues")) {
                return null;
              }
              List<String> values = Query.values(query, (String) arguments[0]);
              return values.isEmpty() ? null : values.toArray(String[]::new);
            });
  }

  private void read(Asked asked) {
    var unused =
        new SubscribeQuery(hub.hub())
            .read(asked.topics(), asked.cursors(), asked.option("rewind"), null);
    int number = asked.number("wait", 25, 0, 60) + asked.number("max", 1_024, 1_024, 1 << 24);
    assertThat(number).isPositive();
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aQueryIsReadOrRefused(@ForAll("queries") String query) {
    String shown = query.replace(TOKEN, "a-b");
    assertUnderstoodOrRefused(() -> read(Asked.inQuery(asking(shown))));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aBodyIsReadOrRefused(@ForAll("bodies") String body) {
    assertUnderstoodOrRefused(() -> read(Asked.inBody(asking(""), body)));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void anyoneIsIdentifiedOrRefused(
      @ForAll("queries") String query,
      @ForAll("headers") String header,
      @ForAll("names") String name,
      @ForAll("resources") String resource) {
    RecordedArrival arrival =
        RecordedArrival.to("here.example").on(resource).asking(query).with(name, header);
    assertUnderstoodOrRefused(
        () -> {
          gate.enter(arrival);
          assertThat(gate.identify(arrival).subscriber().name()).isIn(null, "ann");
        });
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
        "Origin",
        "Host",
        "Authorization",
        "Sec-WebSocket-Protocol",
        "Sec-Fetch-Site",
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port");
  }

  @Provide
  Arbitrary<String> resources() {
    return Arbitraries.of("sse", "poll", "ws", "send", "info");
  }

  @Provide
  Arbitrary<String> samples() {
    return Arbitraries.of(QUERIES);
  }

  @Provide
  Arbitrary<String> sampleBodies() {
    return Arbitraries.of(BODIES);
  }

  @Provide
  Arbitrary<String> sampleHeaders() {
    return Arbitraries.of(HEADERS);
  }

  /** The samples as they are: what has found a fault once does not any more. */
  @Property
  void theCorpusIsReadOrRefused(@ForAll("samples") String query) {
    aQueryIsReadOrRefused(query);
    anyoneIsIdentifiedOrRefused(query, "null", "Origin", "ws");
  }

  @Property
  void bodiesOfTheCorpusAreReadOrRefused(@ForAll("sampleBodies") String body) {
    aBodyIsReadOrRefused(body);
  }

  @Property
  void headersOfTheCorpusAreReadOrRefused(
      @ForAll("sampleHeaders") String header, @ForAll("names") String name) {
    anyoneIsIdentifiedOrRefused("", header, name, "ws");
  }
}
