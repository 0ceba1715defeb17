package io.tidewire.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.wire.SharedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What keeping and forgetting cost, counted in topics and events that are looked at. */
class HistoryWorkTest {

  private static final int TOPICS = 20_000;

  @Test
  void anEventIsKeptWithoutLookingAtIdleTopicsThatAreSubscribedTo() {
    int[] asked = {0};
    History history =
        new History(
            keepingNothing(),
            new Epochs(),
            topic -> {
              asked[0]++;
              return true;
            });
    IntStream.rangeClosed(1, TOPICS).forEach(i -> history.add(event(i, "$user/" + i), 0));
    assertThat(history.topics()).isEqualTo(TOPICS);
    assertThat(asked[0]).isLessThanOrEqualTo(TOPICS);
    asked[0] = 0;
    IntStream.rangeClosed(1, 1_000).forEach(i -> history.add(event(TOPICS + i, "busy"), 0));
    assertThat(asked[0]).isLessThanOrEqualTo(10);
  }

  /** Housekeeping looks at them again when they are due, a bounded number each time. */
  @Test
  void idleTopicsThatWereSparedAreForgottenInRounds() {
    boolean[] subscribed = {true};
    History history = new History(keepingNothing(), new Epochs(), topic -> subscribed[0]);
    IntStream.rangeClosed(1, 1_000).forEach(i -> history.add(event(i, "$user/" + i), 0));
    subscribed[0] = false;
    long later = keepingNothing().age().toMillis();
    assertThat(history.trim(later - 1, new Effort(100))).isTrue();
    assertThat(history.topics()).isEqualTo(1_000);
    assertThat(history.trim(later, new Effort(100))).isFalse();
    assertThat(history.topics()).isEqualTo(900);
    assertThat(history.trim(later, new Effort(2_000))).isTrue();
    assertThat(history.topics()).isZero();
  }

  /** An event that comes after a long silence does not have to clear away all that is too old. */
  @Test
  void whatIsTooOldGoesInRounds() {
    WindowSettings limits = keeping(1_000, 1_000);
    History history = new History(limits, new Epochs(), topic -> false);
    IntStream.rangeClosed(1, 10_000).forEach(i -> history.add(event(i, "t/" + i), 0));
    long later = 2 * limits.age().toMillis();
    history.add(event(10_001, "t/1"), later);
    assertThat(history.evictions().count()).isLessThanOrEqualTo(100);
    assertThat(history.trim(later, new Effort(1_000))).isFalse();
    assertThat(history.evictions().count()).isLessThanOrEqualTo(1_100);
  }

  private static WindowSettings keepingNothing() {
    return keeping(0, 10);
  }

  private static WindowSettings keeping(int events, int idleTopics) {
    return new WindowSettings(events, Duration.ofMinutes(5), 64L << 20, idleTopics, 1_024);
  }

  private static SharedEvent event(long order, String topic) {
    Payload payload = Payload.json("1");
    Message message = Message.to(Topic.of(topic), "changed", payload).build();
    return new SharedEvent(
        new PublishedEvent(
            new Position("e", order), PublishedEvent.Content.of(message, payload, Instant.EPOCH)),
        order);
  }
}
