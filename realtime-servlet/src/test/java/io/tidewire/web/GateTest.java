package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.settings.Settings;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import io.tidewire.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

  private static final Subscriber ANN =
      new Subscriber("ann", Set.of("clerk")).withAttribute("tenant", "acme");
  private static final TopicAccess RULES =
      TopicRules.builder()
          .allowSubscribe("news/*", (who, values) -> true)
          .allowSubscribe("orders/{region}", (who, values) -> false)
          .build();

  private final StillHub hub = new StillHub();
  private final List<String> ran = new ArrayList<>();

  private Gate gate() {
    return gate(RULES);
  }

  private Gate gate(TopicAccess rules) {
    Callers callers =
        new Callers(
            ConnectRequest::caller,
            Set.of(),
            () ->
                command -> {
                  ran.add("as the caller");
                  command.run();
                });
    return new Gate(Settings.read(List.of()).http(), callers, rules, hub.hub(), hub.executor(2));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aRefusalIsLoggedWithTransportUserAndRemedy() {
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      Rights rights = GivenRights.of(gate(), ANN);
      rights.checkSubscribe(TopicPattern.of("news/eu"));
      assertThatThrownBy(() -> rights.checkSubscribe(TopicPattern.of("orders/eu")))
          .isInstanceOf(Refusal.class);
      assertThatThrownBy(() -> rights.checkSubscribe(TopicPattern.of("other")))
          .isInstanceOf(Refusal.class);
      assertThatThrownBy(() -> gate().enter(RecordedArrival.foreignUpgrade()))
          .isInstanceOf(Refusal.class);

      List<String> lines = log.messages(Level.INFO);
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0))
          .contains("on test", "'orders/eu'", "ann", "[clerk]", "[tenant]", "change the rule")
          .doesNotContain("acme");
      assertThat(lines.get(1)).contains("on test", "'other'", "@AllowSubscribe");
      assertThat(lines.get(2)).contains("on ws", "elsewhere.example", "realtime.allowed-origins");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"$control", "$nodes/*", "$answers/**", "$connection/1", "$host"})
  void theSystemsOwnTopicsAreClosedWhateverTheRulesSay(String topic) {
    TopicAccess everything =
        new TopicAccess() {
          @Override
          public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
            return AccessDecision.granted();
          }

          @Override
          public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
            return AccessDecision.granted();
          }
        };
    Rights rights = GivenRights.of(gate(everything), ANN);
    TopicPattern pattern = TopicPattern.of(topic);
    rights.checkSubscribe(TopicPattern.of("**"));

    Refusal refusal = catchThrowableOfType(Refusal.class, () -> rights.checkSubscribe(pattern));

    assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
    assertThat(refusal.topic()).isEqualTo(topic);
    pattern
        .topic()
        .ifPresent(
            name ->
                assertThatThrownBy(
                        () ->
                            rights.checkPublish(
                                new PublishRequest(name, "said", null, false, false)))
                    .isInstanceOf(Refusal.class));
  }

  @Test
  void aLongTopicIsShownInPart() {
    String segment = "t".repeat(255);
    TopicPattern topic = TopicPattern.of(String.join("/", segment, segment, segment, segment));
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      Refusal refusal =
          catchThrowableOfType(
              Refusal.class, () -> GivenRights.of(gate(), ANN).checkSubscribe(topic));
      assertThat(refusal.reason()).contains("ttt").hasSizeLessThan(250);
      assertThat(refusal.topic()).as("whole where a program reads it").isEqualTo(topic.text());
      assertThat(log.messages(Level.INFO))
          .singleElement()
          .asString()
          .contains("t... (1023 characters)", "@AllowSubscribe")
          .hasSizeLessThan(600);
    }
  }

  @Test
  void aConnectionsRulesAreAskedInTheContextOfItsHandshake() {
    Rights users = gate().identify(RecordedArrival.to("here.example").of("ann"));
    users.checkSubscribe(TopicPattern.of("news/eu"));
    assertThatThrownBy(() -> users.checkSubscribe(TopicPattern.of("other")))
        .isInstanceOf(Refusal.class);
    assertThat(ran).hasSize(2);
    users.checkSubscribeHere(TopicPattern.of("news/eu"));
    assertThat(ran).as("the request's own thread has its context").hasSize(2);

    Rights nobodys = gate().identify(RecordedArrival.to("here.example"));
    nobodys.checkSubscribe(TopicPattern.of("news/eu"));
    Rights polls = gate().identifyForNow(RecordedArrival.to("here.example").of("ann"));
    polls.checkSubscribe(TopicPattern.of("news/eu"));
    assertThat(ran).as("no more").hasSize(2);
  }

  @Test
  void whatAFilterHasLetInCarriesItsSecret() {
    Gate gate = gate();
    RecordedArrival arrival = RecordedArrival.foreignUpgrade();
    assertThat(gate.hasEntered(arrival)).isFalse();
    assertThat(gate.hasEntered(arrival.with(Gate.ENTERED, gate.secret()))).isFalse();
    assertThat(gate.hasEntered(arrival.with(Gate.ENTERED, gate.pass(arrival)))).isTrue();
    assertThat(gate.hasEntered(arrival.with(Gate.ENTERED, gate().pass(arrival)))).isFalse();
    assertThat(gate.hasEntered(arrival.with(Gate.ENTERED, gate.pass(arrival), "x"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "$user/ann, ann, true",
        "$user/ann, ben, false",
        "$user/ann, -, false",
        "$user/ann/more, ann, false",
        "$user/*, ann, false",
        "$user/**, ann, false",
        "$user/a~2Fb, a/b, true",
        "$user/a, a/b, false",
      })
  void aUserMaySubscribeToTheTopicOfTheirOwn(String topic, @Nullable String user, boolean may) {
    Rights rights = GivenRights.of(gate(), new Subscriber(user, Set.of()));
    Throwable refused = catchThrowable(() -> rights.checkSubscribe(TopicPattern.of(topic)));
    assertThat(refused == null).isEqualTo(may);
  }

  @Test
  void theTopicOfOnesOwnIsNotOpenedForPublishing() {
    PublishRequest notice = new PublishRequest(Topic.of("$user/ann"), "notice", null, false, false);
    assertThatThrownBy(() -> GivenRights.of(gate(), ANN).checkPublish(notice))
        .isInstanceOf(Refusal.class);
  }
}
