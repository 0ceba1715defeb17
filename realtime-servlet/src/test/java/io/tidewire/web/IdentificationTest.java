package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.engine.Identity;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.TopicRules;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import io.tidewire.wire.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who sends a request, with tokens and without. */
class IdentificationTest {

  private static final String TOKEN = "good.token";
  private static final Instant END = Instant.ofEpochSecond(1_000);
  private static final Subscriber BOB = new Subscriber("bob", Set.of("clerk")).until(END);
  private static final RecordedArrival NOBODY = RecordedArrival.to("here.example");
  private static final RecordedArrival BOBS = NOBODY.with("Authorization", "Bearer " + TOKEN);

  private final LogRecorder log = LogRecorder.of(Gate.class);
  private final StillHub hub = new StillHub();
  private final TokenVerifier verifier =
      token -> {
        if (token.equals(TOKEN)) {
          return BOB;
        }
        throw new UnauthenticatedException("the signature does not fit");
      };

  @AfterEach
  void end() {
    log.close();
    hub.close();
  }

  private Gate gate(
      Authenticator authenticator, @Nullable TokenVerifier tokens, Map<String, String> settings) {
    Callers callers = new Callers(authenticator, Set.of(), () -> Runnable::run);
    return new Gate(
        Settings.read(List.of(SettingSource.of("test", settings))).http(),
        tokens == null ? callers : callers.verifiedBy(tokens),
        TopicRules.builder().build(),
        hub.hub(),
        hub.executor(2));
  }

  private Identity identified(Arrival arrival, @Nullable TokenVerifier tokens) {
    return gate(ConnectRequest::caller, tokens, Map.of()).identify(arrival).identity();
  }

  private Refusal refused(Arrival arrival, @Nullable TokenVerifier tokens) {
    return catchThrowableOfType(Refusal.class, () -> identified(arrival, tokens));
  }

  @Test
  void withoutATokenTheContainersUserCounts() {
    Identity ann =
        identified(NOBODY.of("ann").in("s1").asking("client=abcdefghijklmnop"), verifier);
    assertThat(ann.subscriber().name()).isEqualTo("ann");
    assertThat(ann.session()).isEqualTo("s1");
    assertThat(ann.client()).isEqualTo("abcdefghijklmnop");

    Identity nobody = identified(NOBODY.in("s1"), verifier);
    assertThat(nobody.subscriber()).isEqualTo(Subscriber.anonymous());
    assertThat(nobody.session()).as("an anonymous client only leaves its session").isNull();
  }

  @Test
  void aTokenDecidesAlone() {
    Identity bob = identified(BOBS.of("alice").in("s1"), verifier);
    assertThat(bob.subscriber()).isEqualTo(BOB);
    assertThat(bob.subscriber().expires()).contains(END);
    assertThat(bob.session()).as("alice's").isNull();
  }

  private static Stream<RecordedArrival> roads() {
    return Stream.of(
        BOBS,
        BOBS.on("poll"),
        BOBS.on("send").by("POST"),
        NOBODY.on("sse").asking("access_token=" + TOKEN),
        NOBODY.on("ws").asking("topic=a&access_token=" + TOKEN),
        NOBODY.on("ws").with("Sec-WebSocket-Protocol", "tidewire.v1, bearer." + TOKEN));
  }

  @ParameterizedTest
  @MethodSource("roads")
  void aTokenIsTakenOnEachRoad(RecordedArrival arrival) {
    assertThat(identified(arrival, verifier).subscriber()).isEqualTo(BOB);
  }

  @Test
  void aBadTokenIsNeverNobodyNorTheSessionsUser() {
    RecordedArrival bad = NOBODY.with("Authorization", "Bearer bad.token").of("ann").in("s1");
    for (Refusal refusal :
        List.of(
            refused(bad, verifier),
            refused(NOBODY.with("Authorization", "Bearer !").of("ann"), verifier),
            refused(bad, null))) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
      assertThat(refusal.challenge()).isEqualTo("Bearer error=\"invalid_token\"");
    }
    assertThat(log.messages(Level.INFO))
        .hasSize(3)
        .noneMatch(line -> line.contains("bad.token"))
        .anyMatch(line -> line.contains("the signature does not fit"))
        .anyMatch(line -> line.contains("no TokenVerifier is there"));
  }

  @Test
  void withoutAVerifierATokenInTheHeadMayBeTheContainers() {
    Identity ann = identified(BOBS.of("ann"), null);
    assertThat(ann.subscriber().name()).isEqualTo("ann");
    assertThat(refused(BOBS.of("ann").in("s1"), null).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
  }

  @Test
  void twoTokensAreRefusedBeforeAnyIsJudged() {
    Gate gate = gate(ConnectRequest::caller, verifier, Map.of());
    RecordedArrival both = BOBS.on("ws").asking("access_token=" + TOKEN);
    assertThat(catchThrowableOfType(Refusal.class, () -> gate.enter(both)).code())
        .isEqualTo(ErrorCode.BAD_REQUEST);
  }

  @Test
  void tokensInQueriesCanBeTurnedOff() {
    Gate gate = gate(ConnectRequest::caller, verifier, Map.of("realtime.query-tokens", "false"));
    RecordedArrival arrival = NOBODY.asking("access_token=" + TOKEN);
    assertThat(catchThrowableOfType(Refusal.class, () -> gate.enter(arrival)).reason())
        .contains("realtime.query-tokens");
  }

  @Test
  void theAuthenticatorIsAskedBehindATokenAndSeesNoSession() {
    AtomicReference<ConnectRequest> seen = new AtomicReference<>();
    Authenticator authenticator =
        request -> {
          seen.set(request);
          return request.caller().withAttribute("tenant", "acme");
        };
    Subscriber bob =
        gate(authenticator, verifier, Map.of())
            .identify(BOBS.of("alice").in("s1").with("X-Tenant", "acme"))
            .subscriber();

    assertThat(bob).isEqualTo(BOB.withAttribute("tenant", "acme"));
    assertThat(bob.expires()).contains(END);
    ConnectRequest request = seen.get();
    assertThat(request.token()).contains(TOKEN);
    assertThat(request.principal()).contains("bob");
    assertThat(request.isInRole("clerk")).isTrue();
    assertThat(request.isInRole("boss")).isFalse();
    assertThat(request.header("X-Tenant")).contains("acme");
    assertThat(request.sessionAttribute("tenant")).isEqualTo(Optional.empty());
    assertThat(request).asString().doesNotContain(TOKEN);
  }

  @Test
  void anEndThatTheAuthenticatorSetsIsKept() {
    Instant sooner = END.minusSeconds(1);
    Authenticator strict = request -> request.caller().until(sooner);
    Authenticator other = request -> Subscriber.named("robert");
    assertThat(gate(strict, verifier, Map.of()).identify(BOBS).subscriber().expires())
        .contains(sooner);
    assertThat(gate(other, verifier, Map.of()).identify(BOBS).subscriber().expires()).contains(END);
  }

  @Test
  void anAuthenticatorThatRefusesTheUserOfATokenRefusesTheToken() {
    Authenticator strict =
        request -> {
          throw new UnauthenticatedException("no such customer");
        };
    Gate gate = gate(strict, verifier, Map.of());
    assertThat(catchThrowableOfType(Refusal.class, () -> gate.identify(BOBS)).challenge())
        .contains("invalid_token");
    assertThat(catchThrowableOfType(Refusal.class, () -> gate.identify(NOBODY)).challenge())
        .isEqualTo("Bearer");
  }

  @Test
  void aVerifierThatCannotTellIsNoRefusalForGood() {
    Refusal refusal =
        refused(
            BOBS,
            token -> {
              throw new UnavailableException("the keys are away");
            });
    assertThat(refusal.isPassing()).isTrue();
    assertThat(refusal.reason()).doesNotContain("keys");
  }

  @Test
  void aVerifierThatFailsOrNamesNobodyLetsNobodyIn() {
    Refusal failed =
        refused(
            BOBS,
            token -> {
              throw new IllegalStateException(token);
            });
    Refusal anonymous = refused(BOBS, token -> Subscriber.anonymous());
    assertThat(List.of(failed, anonymous))
        .extracting(Refusal::code)
        .containsOnly(ErrorCode.FORBIDDEN);
    assertThat(failed.reason()).doesNotContain(TOKEN);
  }
}
