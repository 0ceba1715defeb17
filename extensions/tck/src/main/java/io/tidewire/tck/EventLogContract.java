package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.spi.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link EventLog} keeps to. The test of an implementation extends this class and says
 * how to open a log; it needs no test of its own for anything that stands here.
 */
@Timeout(60)
public abstract class EventLogContract {

  private static final Duration IDEMPOTENCY = Duration.ofMinutes(5);
  private static final int MANY = 1_000;

  private final List<EventLog> logs = new ArrayList<>();
  private int appended;

  /**
   * Opens a log of its own, without any events.
   *
   * @param retained how many events it keeps
   * @return the log, which is closed after the test
   */
  protected abstract EventLog open(int retained);

  /**
   * Moves the clock by which the log forgets idempotency keys; aborts the test if it cannot.
   *
   * @param time how far
   */
  protected abstract void advance(Duration time);

  @AfterEach
  void closeLogs() {
    logs.forEach(EventLog::close);
  }

  private EventLog log(int retained) {
    EventLog log = open(retained);
    logs.add(log);
    return log;
  }

  private static PublishedEvent.Content content(String payload) {
    return new PublishedEvent.Content(
        Topic.of("orders/eu"),
        "order-placed",
        Payload.json("\"" + payload + "\""),
        TopicKind.PLAIN,
        null,
        Instant.EPOCH,
        Map.of(),
        null,
        null);
  }

  private Position append(EventLog log) {
    return append(log, String.valueOf(appended++), null);
  }

  private static Position append(EventLog log, String payload, @Nullable String key) {
    return append(log, content(payload), key).toCompletableFuture().join();
  }

  private static CompletionStage<Position> append(
      EventLog log, PublishedEvent.Content content, @Nullable String key) {
    return log.append(List.of(new EventLog.Entry(content, key))).get(0);
  }

  private List<Position> append(EventLog log, int count) {
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      positions.add(append(log));
    }
    return positions;
  }

  private static EventLog.Bounds bounds(EventLog log) {
    return log.bounds().toCompletableFuture().join();
  }

  private static Position newest(EventLog log) {
    EventLog.Bounds bounds = bounds(log);
    return new Position(bounds.epoch(), bounds.newest());
  }

  private static CollectingSink tail(EventLog log, @Nullable Position after) {
    CollectingSink sink = new CollectingSink();
    sink.reading = log.tail(after, sink);
    return sink;
  }

  @Test
  void positionsRiseFromAboveZeroInOneEpoch() {
    EventLog log = log(MANY);
    List<Position> positions = append(log, 20);
    assertThat(positions).extracting(Position::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(positions.get(0).sequence()).isPositive();
    assertThat(positions).extracting(Position::epoch).containsOnly(bounds(log).epoch());
  }

  @Test
  void eachReaderSeesWhatIsKeptAndThenWhatComesInOrder() {
    EventLog log = log(MANY);
    List<Position> positions = append(log, 3);
    CollectingSink early = tail(log, null);
    positions.addAll(append(log, 2));
    CollectingSink late = tail(log, null);
    positions.addAll(append(log, 2));
    assertThat(early.await(7)).isEqualTo(positions);
    assertThat(late.await(7)).isEqualTo(positions);
  }

  @Test
  void readingBeginsAboveThePlaceThatIsGiven() {
    EventLog log = log(MANY);
    List<Position> positions = append(log, 5);
    CollectingSink sink = tail(log, positions.get(2));
    positions.add(append(log));
    assertThat(sink.await(3)).isEqualTo(positions.subList(3, 6));
  }

  @Test
  void readingFromTheEndGivesOnlyWhatComes() {
    EventLog log = log(MANY);
    append(log, 3);
    CollectingSink sink = tail(log, newest(log));
    Position next = append(log);
    assertThat(sink.await(1)).containsExactly(next);
  }

  @Test
  void aReadingBeginsWithTheBoundsThatItStartsFrom() {
    EventLog log = log(3);
    append(log, 10);
    EventLog.Bounds bounds = bounds(log);
    CollectingSink sink = tail(log, null);
    int kept = sink.await(sink.events().size()).size();
    Position next = append(log);
    assertThat(sink.await(kept + 1)).endsWith(next);
    assertThat(sink.begins()).containsExactly(bounds);
  }

  @Test
  void aReaderFromAForeignEpochGetsAllThatIsKept() {
    EventLog log = log(MANY);
    List<Position> positions = append(log, 3);
    assertThat(tail(log, new Position("elsewhere", 2)).await(3)).isEqualTo(positions);
  }

  @Test
  void aReaderAheadOfTheLogGetsWhatComes() {
    EventLog log = log(MANY);
    Position last = append(log);
    CollectingSink sink = tail(log, new Position(last.epoch(), last.sequence() + 1_000));
    Position next = append(log);
    assertThat(sink.await(1)).containsExactly(next);
  }

  @Test
  void aListIsAppendedInItsOrder() {
    EventLog log = log(MANY);
    CollectingSink sink = tail(log, null);
    List<EventLog.Entry> entries =
        IntStream.range(0, 20)
            .mapToObj(i -> new EventLog.Entry(content("list " + i), i == 7 ? "key" : null))
            .toList();
    List<Position> positions =
        log.append(entries).stream().map(stage -> stage.toCompletableFuture().join()).toList();
    assertThat(sink.await(20)).isEqualTo(positions);
    assertThat(sink.events())
        .extracting(PublishedEvent::content)
        .isEqualTo(entries.stream().map(EventLog.Entry::content).toList());
    assertThat(append(log, "again", "key")).isEqualTo(positions.get(7));
  }

  @Test
  void aListWithARepeatedKeyGivesOnePosition() {
    EventLog log = log(MANY);
    List<EventLog.Entry> entries =
        List.of(
            new EventLog.Entry(content("first"), "key"),
            new EventLog.Entry(content("other"), null),
            new EventLog.Entry(content("again"), "key"));
    List<Position> positions =
        log.append(entries).stream().map(stage -> stage.toCompletableFuture().join()).toList();
    assertThat(positions.get(2)).isEqualTo(positions.get(0));
    assertThat(tail(log, null).await(2)).isEqualTo(positions.subList(0, 2));
  }

  private static PublishedEvent.Content ephemeral(int number) {
    return new PublishedEvent.Content(
        Topic.of("typing"),
        "typing",
        Payload.json(String.valueOf(number)),
        TopicKind.EPHEMERAL,
        null,
        Instant.EPOCH,
        Map.of(),
        null,
        null);
  }

  @Test
  void anEphemeralEventReachesPresentReadersOnlyInItsPublishersOrder() {
    EventLog log = log(MANY);
    CollectingSink present = tail(log, null);
    CollectingSink other = tail(log, null);
    append(log);
    EventLog.Bounds before = bounds(log);
    List<PublishedEvent.Content> contents =
        IntStream.range(0, 50).mapToObj(EventLogContract::ephemeral).toList();
    contents.forEach(content -> log.pass(content).toCompletableFuture().join());
    assertThat(present.awaitPassed(50)).isEqualTo(contents);
    assertThat(other.awaitPassed(50)).isEqualTo(contents);
    assertThat(bounds(log)).isEqualTo(before);
    CollectingSink later = tail(log, null);
    later.await(1);
    Position next = append(log);
    assertThat(later.await(2)).endsWith(next);
    later.awaitPassed(0);
  }

  @Test
  void appendRefusesEphemeralContent() {
    EventLog log = log(MANY);
    assertThatThrownBy(() -> append(log, ephemeral(1), null).toCompletableFuture().join())
        .isInstanceOf(RuntimeException.class);
    assertThat(bounds(log).newest()).isZero();
  }

  @Test
  void everyPartOfAnEventComesBack() {
    EventLog log = log(MANY);
    PublishedEvent.Content full =
        new PublishedEvent.Content(
            Topic.of("a/b"),
            "changed",
            Payload.json("{\"text\":\"\u00e4\u4e16\ud83d\ude00 \\u0000\"}"),
            TopicKind.PLAIN,
            "k/1 \u00e4",
            Instant.parse("2024-02-29T12:00:00.123Z"),
            Map.of("trace", "00-1", "\u00fc", "a\nb"),
            "user \u00e9",
            "connection");
    PublishedEvent.Content bare =
        new PublishedEvent.Content(
            Topic.of("$user/x~20y"),
            "t",
            Payload.binary(new byte[] {0, -1, 10, 13}, "image/png"),
            TopicKind.PLAIN,
            null,
            Instant.EPOCH,
            Map.of(),
            null,
            null);
    append(log, full, null).toCompletableFuture().join();
    append(log, bare, null).toCompletableFuture().join();
    CollectingSink sink = tail(log, null);
    sink.await(2);
    assertThat(sink.events()).extracting(PublishedEvent::content).containsExactly(full, bare);
  }

  @Test
  void whatIsAcknowledgedIsVisible() {
    EventLog log = log(MANY);
    for (int i = 0; i < 20; i++) {
      Position position = append(log);
      assertThat(bounds(log).newest()).isEqualTo(position.sequence());
      assertThat(tail(log, new Position(position.epoch(), position.sequence() - 1)).await(1))
          .containsExactly(position);
    }
  }

  @Test
  void aClosedReadingTakesNoMore() throws Exception {
    EventLog log = log(MANY);
    CollectingSink closed = tail(log, null);
    CollectingSink open = tail(log, null);
    append(log);
    closed.await(1);
    closed.reading.close();
    append(log, 5);
    open.await(6);
    assertThat(closed.positions()).hasSize(1);
  }

  @Test
  void manyAppendersMakeOneOrderThatAllReadersSee() throws Exception {
    EventLog log = log(10_000);
    CollectingSink early = tail(log, null);
    List<Callable<List<Position>>> appenders =
        Collections.nCopies(4, () -> appendInOrder(log, 250));
    List<Position> all = new ArrayList<>();
    for (List<Position> ofOne : runAll(appenders)) {
      assertThat(ofOne).extracting(Position::sequence).isSorted();
      all.addAll(ofOne);
    }
    assertThat(new HashSet<>(all)).hasSize(1_000);
    assertThat(early.await(1_000)).hasSameElementsAs(all);
    assertThat(early.positions()).extracting(Position::sequence).isSorted();
    assertThat(tail(log, null).await(1_000)).isEqualTo(early.positions());
  }

  private static List<Position> appendInOrder(EventLog log, int count) {
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      positions.add(append(log, String.valueOf(i), null));
    }
    return positions;
  }

  /** Readers that begin while others append: nothing is left out between what is kept and new. */
  @Test
  void aReaderThatBeginsAmongAppendsMissesNothing() throws Exception {
    EventLog log = log(10_000);
    List<CollectingSink> sinks = Collections.synchronizedList(new ArrayList<>());
    Callable<List<Position>> appender = () -> appendInOrder(log, 500);
    Callable<List<Position>> reader =
        () -> {
          for (int i = 0; i < 20; i++) {
            sinks.add(tail(log, null));
          }
          return List.of();
        };
    List<Position> all = new ArrayList<>();
    runAll(List.of(appender, reader, appender)).forEach(all::addAll);
    all.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
    for (CollectingSink sink : sinks) {
      assertThat(sink.await(1_000)).isEqualTo(all);
    }
  }

  private static <T> List<T> runAll(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aRepeatedKeyGivesTheFirstPosition() {
    EventLog log = log(MANY);
    Position first = append(log, "first", "key");
    Position other = append(log, "other", "other key");
    assertThat(append(log, "again", "key")).isEqualTo(first);
    assertThat(append(log, "again", "other key")).isEqualTo(other);
    Position last = append(log, "last", null);
    CollectingSink sink = tail(log, null);
    assertThat(sink.await(3)).containsExactly(first, other, last);
    assertThat(sink.events().get(0).content()).isEqualTo(content("first"));
  }

  @Test
  void withoutAKeyNothingIsTheSame() {
    EventLog log = log(MANY);
    assertThat(append(log, "same", null)).isNotEqualTo(append(log, "same", null));
  }

  @Test
  void aKeyIsKnownForFiveMinutes() {
    EventLog log = log(MANY);
    Position first = append(log, "first", "key");
    advance(IDEMPOTENCY.minusSeconds(1));
    assertThat(append(log, "again", "key")).isEqualTo(first);
    advance(Duration.ofSeconds(2));
    Position anew = append(log, "anew", "key");
    assertThat(anew).isNotEqualTo(first);
    assertThat(append(log, "again", "key")).isEqualTo(anew);
  }

  @Test
  void oneOfManyAppendsWithOneKeyIsStored() throws Exception {
    EventLog log = log(MANY);
    List<Callable<Position>> appenders = Collections.nCopies(8, () -> append(log, "racing", "key"));
    assertThat(new HashSet<>(runAll(appenders))).hasSize(1);
    Position last = append(log);
    assertThat(tail(log, null).await(2)).endsWith(last);
  }

  @Test
  void boundsTellWhatIsKept() {
    EventLog log = log(3);
    assertThat(bounds(log)).extracting(EventLog.Bounds::evicted).isEqualTo(0L);
    assertThat(bounds(log)).extracting(EventLog.Bounds::newest).isEqualTo(0L);
    List<Position> positions = append(log, 10);
    EventLog.Bounds bounds = bounds(log);
    assertThat(bounds.newest()).isEqualTo(positions.get(9).sequence());
    List<Position> kept =
        positions.stream().filter(position -> position.sequence() > bounds.evicted()).toList();
    assertThat(kept).hasSizeGreaterThanOrEqualTo(3);
    assertThat(tail(log, null).await(kept.size())).isEqualTo(kept);
  }

  @Test
  void afterCloseAppendFailsAndNoSinkIsCalled() {
    EventLog log = log(MANY);
    CollectingSink sink = tail(log, null);
    append(log);
    sink.await(1);
    log.close();
    log.close();
    assertThatThrownBy(() -> append(log)).isInstanceOf(RuntimeException.class);
    assertThat(append(log, content("late"), null).toCompletableFuture()).isCompletedExceptionally();
    assertThat(sink.positions()).hasSize(1);
  }
}
