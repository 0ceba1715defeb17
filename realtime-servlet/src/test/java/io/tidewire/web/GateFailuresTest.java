package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import io.tidewire.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of what an authenticator or a rule throws. */
class GateFailuresTest {

  private static final String SECRET = "password=hunter2";

  private final LogRecorder log = LogRecorder.of(Gate.class);
  private final StillHub hub = new StillHub();

  @AfterEach
  void end() {
    log.close();
    hub.close();
  }

  private Gate gate(Authenticator authenticator, TopicAccess access) {
    SettingSource development = SettingSource.of("test", Map.of("realtime.development", "true"));
    Callers callers = new Callers(authenticator, Set.of(), () -> Runnable::run);
    return new Gate(
        Settings.read(List.of(development)).http(), callers, access, hub.hub(), hub.executor(2));
  }

  /** In development mode, in which the client is told most. */
  private Refusal refusedIdentity(RuntimeException thrown) {
    Gate gate =
        gate(
            request -> {
              throw thrown;
            },
            TopicRules.builder().build());
    return catchThrowableOfType(
        Refusal.class, () -> gate.identify(RecordedArrival.foreignUpgrade()));
  }

  private static Stream<RuntimeException> exceptions() {
    return Stream.of(new IllegalStateException(SECRET), new NullPointerException(SECRET));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void anAuthenticatorThatThrowsRefusesForGood(RuntimeException thrown) {
    Refusal refusal = refusedIdentity(thrown);

    assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.isPassing()).isFalse();
    assertThat(refusal.reason()).doesNotContain(SECRET);
  }

  @Test
  void badCredentialsAreNoFailure() {
    Refusal refusal = refusedIdentity(new UnauthenticatedException("expired"));

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(log.thrown()).containsOnlyNulls();
  }

  @Test
  void whatIsUnavailablePassesAfterHalfAMinuteOrMore() {
    Refusal refusal = refusedIdentity(new UnavailableException(SECRET));

    assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.isPassing()).isTrue();
    assertThat(refusal.reason()).doesNotContain(SECRET);
    List<Long> delays = Stream.generate(refusal::comeBackMillis).limit(50).toList();
    assertThat(delays).allMatch(delay -> delay >= 30_000 && delay < 60_000);
    assertThat(Set.copyOf(delays)).hasSizeGreaterThan(10);
  }

  @Test
  void anErrorIsTakenAsPassing() {
    TopicAccess access =
        (subscriber, pattern) -> {
          throw new NoClassDefFoundError(SECRET);
        };
    Gate gate =
        gate(
            request -> {
              throw new StackOverflowError(SECRET);
            },
            access);

    for (Refusal refusal :
        List.of(
            catchThrowableOfType(
                Refusal.class, () -> gate.identify(RecordedArrival.foreignUpgrade())),
            refusedTopic(gate, "orders/eu"))) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(refusal.reason()).doesNotContain(SECRET);
    }
  }

  private static Refusal refusedTopic(Gate gate, String topic) {
    return catchThrowableOfType(
        Refusal.class,
        () -> GivenRights.of(gate, Subscriber.anonymous()).checkSubscribe(TopicPattern.of(topic)));
  }

  private static Refusal refusedPublish(Gate gate, String topic) {
    PublishRequest line = new PublishRequest(Topic.of(topic), "line", null, false, false);
    return catchThrowableOfType(
        Refusal.class, () -> GivenRights.of(gate, Subscriber.anonymous()).checkPublish(line));
  }

  /** As for rules on subscribing: the client is not told what a rule threw. */
  @Test
  void aRuleOnPublishingThatThrowsRefusesUnlessItPasses() {
    Authenticator anybody = request -> Subscriber.anonymous();
    TopicAccess throwing =
        TopicRules.builder()
            .allowPublish(
                "bad/{x}",
                (who, values, request) -> {
                  throw new IllegalStateException(SECRET);
                })
            .allowPublish(
                "away/{x}",
                (who, values, request) -> {
                  throw new UnavailableException(SECRET);
                })
            .build();
    Gate gate = gate(anybody, throwing);

    Refusal bad = refusedPublish(gate, "bad/1");
    assertThat(bad.code()).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(bad.topic()).isEqualTo("bad/1");
    assertThat(bad.reason()).contains("not allowed to publish to 'bad/1'").doesNotContain(SECRET);
    assertThat(refusedPublish(gate, "away/1").code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(refusedPublish(gate, "none").reason())
        .contains("not allowed to publish to 'none'")
        .contains("no rule allows to publish to 'none'");
  }

  @Test
  void aRuleThatThrowsIsLoggedOnceWithTheRemedyAndThenCounted() {
    Gate gate =
        gate(
            request -> Subscriber.anonymous(),
            (subscriber, pattern) -> {
              throw new IllegalStateException(SECRET);
            });

    for (int i = 0; i < 150; i++) {
      Refusal refusal = refusedTopic(gate, "orders/" + i);
      assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
      assertThat(refusal.topic()).isEqualTo("orders/" + i);
      assertThat(refusal.reason()).contains("orders/" + i).doesNotContain(SECRET);
    }

    assertThat(log.messages())
        .satisfiesExactly(
            first -> assertThat(first).contains("throw UnavailableException"),
            tenth -> assertThat(tenth).contains("has failed 10 times"),
            hundredth -> assertThat(hundredth).contains("has failed 100 times"));
    assertThat(log.thrown())
        .satisfiesExactly(
            first -> assertThat(first).isNotNull(),
            tenth -> assertThat(tenth).isNull(),
            hundredth -> assertThat(hundredth).isNull());
  }
}
