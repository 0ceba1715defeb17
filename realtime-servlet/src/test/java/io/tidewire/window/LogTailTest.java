package io.tidewire.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.spi.EventLog.Bounds;
import io.tidewire.wire.SharedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogTailTest {

  private static final Topic TOPIC = Topic.of("a");

  private final WindowSettings settings =
      new WindowSettings(100, Duration.ofMinutes(5), 64L << 20, 10, 64);
  private final Window window = new Window(settings, new ManualTicker(), topic -> false);
  private final LogTail tail = new LogTail(window, new ManualTicker());
  private int failures;

  /** Keeps the ring from being emptied. */
  @BeforeEach
  void follow() {
    window.follow(
        new Follower() {
          @Override
          public void beginAt(long place, long order) {}

          @Override
          public long place() {
            if (failures > 0) {
              failures--;
              throw new OutOfMemoryError("the ring");
            }
            return 0;
          }

          @Override
          public void arrived(Topic topic) {}

          @Override
          public void wake() {}
        });
  }

  private static PublishedEvent.Content content(TopicKind kind) {
    Payload payload = Payload.json("1");
    Message message = Message.to(TOPIC, "changed", payload).kind(kind).build();
    return PublishedEvent.Content.of(message, payload, Instant.EPOCH);
  }

  private void give(String epoch, long... sequences) {
    tail.accept(
        LongStream.of(sequences)
            .mapToObj(n -> new PublishedEvent(new Position(epoch, n), content(TopicKind.PLAIN)))
            .toList());
  }

  private List<Position> written() {
    return LongStream.range(0, window.written())
        .mapToObj(window::event)
        .filter(Objects::nonNull)
        .map(SharedEvent::position)
        .toList();
  }

  private static Position[] positions(String epoch, long... sequences) {
    return LongStream.of(sequences).mapToObj(n -> new Position(epoch, n)).toArray(Position[]::new);
  }

  @Test
  void dropsAndCountsDoubles() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 1, 2, 3);
    give("e", 2, 3, 4);
    give("e", 1);
    assertThat(written()).containsExactly(positions("e", 1, 2, 3, 4));
    assertThat(tail.duplicates()).isEqualTo(3);
  }

  @Test
  void dropsAndCountsForeignEvents() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 1);
    give("f", 2);
    give("e", 2);
    assertThat(written()).containsExactly(positions("e", 1, 2));
    assertThat(tail.foreign()).isEqualTo(1);
  }

  @Test
  void aJumpIsNoHole() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 1, 7);
    give("e", 100);
    assertThat(written()).containsExactly(positions("e", 1, 7, 100));
    assertThat(tail.cuts()).isZero();
  }

  @Test
  void aBeginThatFollowsDirectlyIsNoCut() {
    tail.begin(new Bounds("e", 0, 2));
    give("e", 1, 2);
    tail.begin(new Bounds("e", 2, 2));
    tail.begin(new Bounds("e", 1, 9));
    assertThat(tail.cuts()).isZero();
    assertThat(window.written()).isEqualTo(2);
  }

  @Test
  void aHoleIsACutAtTheLastEventThatIsLost() {
    tail.begin(new Bounds("e", 0, 1));
    give("e", 1);
    tail.begin(new Bounds("e", 3, 9));
    give("e", 3, 4);
    assertThat(window.event(1)).isNull();
    assertThat(window.order(1)).isEqualTo(3);
    assertThat(written()).containsExactly(positions("e", 1, 4));
    assertThat(tail.cuts()).isEqualTo(1);
  }

  /** What could not be taken is lost, and so told before what follows. */
  @Test
  void anEventThatCouldNotBeTakenIsACut() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 1);
    PublishedEvent broken =
        new PublishedEvent(
            new Position("e", 2),
            new PublishedEvent.Content(
                TOPIC, "broken", null, TopicKind.PLAIN, null, Instant.EPOCH, Map.of(), null, null));
    assertThatThrownBy(() -> tail.accept(List.of(broken))).isInstanceOf(RuntimeException.class);
    assertThat(window.written()).isEqualTo(1);
    give("e", 3);
    assertThat(window.event(1)).isNull();
    assertThat(window.order(1)).isEqualTo(2);
    assertThat(written()).containsExactly(positions("e", 1, 3));
  }

  @Test
  void aCutThatFailsIsMadeUpForBeforeWhatFollows() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 1);
    failures = 1;
    assertThatThrownBy(() -> tail.begin(new Bounds("f", 2, 2)))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(tail.isFilled()).isTrue();
    give("f", 3);
    assertThat(window.event(1)).isNull();
    assertThat(window.position(window.order(1), window.order(1))).isEqualTo(new Position("f", 2));
    assertThat(written()).containsExactly(new Position("e", 1), new Position("f", 3));
    assertThat(tail.cuts()).isEqualTo(1);
  }

  /** What comes while the cut cannot be made is lost with it, and told by one more. */
  @Test
  void anEventThatCannotFollowItsCutIsLostToo() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 1);
    failures = 2;
    assertThatThrownBy(() -> tail.begin(new Bounds("f", 2, 2)))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> give("f", 3)).isInstanceOf(OutOfMemoryError.class);
    give("f", 4);
    assertThat(written()).containsExactly(new Position("e", 1), new Position("f", 4));
    assertThat(window.event(2)).isNull();
    assertThat(window.position(window.order(2), window.order(2))).isEqualTo(new Position("f", 3));
  }

  @Test
  void whatIsMissedOfAnEpochThatIsOverIsNoCutOfTheNext() {
    tail.begin(new Bounds("e", 0, 0));
    failures = 1;
    assertThatThrownBy(() -> give("e", 9)).isInstanceOf(OutOfMemoryError.class);
    tail.begin(new Bounds("f", 0, 0));
    give("f", 1);
    assertThat(written()).containsExactly(positions("f", 1));
    assertThat(tail.cuts()).isEqualTo(1);
  }

  @Test
  void anotherEpochFollowsAboveAllThatHasCome() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 1, 2);
    tail.begin(new Bounds("f", 0, 0));
    give("f", 1);
    assertThat(written())
        .containsExactly(new Position("e", 1), new Position("e", 2), new Position("f", 1));
    assertThat(window.newestPosition()).isEqualTo(new Position("f", 1));
    assertThat(tail.cuts()).isEqualTo(1);
  }

  @Test
  void eventsBeforeAnyBeginningAreTheLogsFault() {
    assertThatThrownBy(() -> give("e", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before it said where they begin");
    assertThat(written()).isEmpty();
  }

  @Test
  void whatIsPassedHasNoPlaceBehindTheNewest() {
    tail.begin(new Bounds("e", 0, 0));
    give("e", 6);
    tail.pass(content(TopicKind.EPHEMERAL));
    assertThat(window.event(1).isPlaced()).isFalse();
    assertThat(window.event(1).order()).isEqualTo(6);
    assertThat(window.newest()).isEqualTo(6);
  }

  @Test
  void isFilledAtTheNewestOfTheLastBegin() {
    tail.begin(new Bounds("e", 0, 2));
    give("e", 1);
    assertThat(tail.isFilled()).isFalse();
    tail.begin(new Bounds("e", 1, 3));
    give("e", 2);
    assertThat(tail.isFilled()).isFalse();
    give("e", 3);
    assertThat(tail.isFilled()).isTrue();
    tail.begin(new Bounds("e", 3, 9));
    assertThat(tail.isFilled()).isTrue();
  }

  @Test
  void aLogThatKeepsNothingFillsItAtOnce() {
    tail.begin(new Bounds("e", 7, 7));
    assertThat(tail.isFilled()).isTrue();
    assertThat(window.newestPosition()).isEqualTo(new Position("e", 7));
  }

  @Test
  void isNotFilledByTheBeginningOfAnotherEpochAlone() {
    tail.begin(new Bounds("e", 0, 5));
    tail.begin(new Bounds("f", 0, 3));
    assertThat(tail.isFilled()).isFalse();
    give("f", 3);
    assertThat(tail.isFilled()).isTrue();
  }

  /** Nobody asks the log for them any more. */
  @Test
  void cursorsAheadOfANodeThatEndsAreTakenAtTheirWord() {
    tail.begin(new Bounds("e", 0, 0));
    CompletionStage<Long> before = tail.newestInLog(5);
    assertThat(before).isNotDone();

    tail.close();

    assertThat(before).isCompletedWithValue(Long.MAX_VALUE);
    assertThat(tail.newestInLog(5)).isCompletedWithValue(Long.MAX_VALUE);
  }
}
