package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    Settings settings = Settings.read(List.of());
    Callers callers =
        new Callers(
            ConnectRequest::caller,
            Set.of(),
            () ->
                command -> {
                  ran.add("as the caller");
                  command.run();
                });
    return new Gate(new OriginPolicy(settings.http().trust()), callers, RULES, false, hub.hub());
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aRefusalIsLoggedWithTransportUserAndRemedy() {
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      Rights rights = gate().rights(ANN, "poll");
      rights.checkSubscribe(TopicPattern.of("news/eu"));
      assertThatThrownBy(() -> rights.checkSubscribe(TopicPattern.of("orders/eu")))
          .isInstanceOf(Refusal.class);
      assertThatThrownBy(() -> rights.checkSubscribe(TopicPattern.of("other")))
          .isInstanceOf(Refusal.class);
      assertThatThrownBy(() -> gate().checkOrigin(RecordedArrival.foreignUpgrade()))
          .isInstanceOf(Refusal.class);

      List<String> lines = log.messages(Level.INFO);
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0))
          .contains("on poll", "'orders/eu'", "ann", "[clerk]", "[tenant]", "change the rule")
          .doesNotContain("acme");
      assertThat(lines.get(1)).contains("on poll", "'other'", "@AllowSubscribe");
      assertThat(lines.get(2)).contains("on ws", "elsewhere.example", "realtime.allowed-origins");
    }
  }

  @Test
  void aLongTopicIsShownInPart() {
    String segment = "t".repeat(255);
    TopicPattern topic = TopicPattern.of(String.join("/", segment, segment, segment, segment));
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      Refusal refusal =
          catchThrowableOfType(
              Refusal.class, () -> gate().rights(ANN, "poll").checkSubscribe(topic));
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
  void lastingRightsAreAskedInTheContextOfTheHandshake() {
    Rights users = gate().lastingRights(ANN, RecordedArrival.foreignUpgrade().of("ann"));
    users.checkSubscribe(TopicPattern.of("news/eu"));
    assertThatThrownBy(() -> users.checkSubscribe(TopicPattern.of("other")))
        .isInstanceOf(Refusal.class);
    assertThat(ran).hasSize(2);

    Rights nobodys = gate().lastingRights(ANN, RecordedArrival.foreignUpgrade());
    nobodys.checkSubscribe(TopicPattern.of("news/eu"));
    assertThat(ran).as("no more").hasSize(2);
  }
}
