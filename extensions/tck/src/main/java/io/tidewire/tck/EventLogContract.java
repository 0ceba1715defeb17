package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests what every {@link EventLog} keeps to. The test of a log extends this class and says how to
 * open one; it needs no test of its own for anything that stands here.
 *
 * <pre>{@code
 * class RedisEventLogTest extends EventLogContract {
 *   private final Redis redis = Redis.start();          // a store of the test's own, empty
 *
 *   protected EventLog open(int retained) { return new RedisEventLog(redis.uri(), retained); }
 *   protected boolean sharesStore()       { return true; }
 *   protected void stopStore()            { redis.kill(); }
 *   protected void startStore()           { redis.startAgain(); }
 *   protected void emptyStore()           { redis.flushAll(); }
 *   protected void advance(Duration time) { abort("the clock is that of Redis"); }
 *   protected void endStore()             { redis.close(); }
 * }
 * }</pre>
 *
 * <p>JUnit makes an instance for each test, and so a store for each. Tests that need what a log
 * does not have are aborted, and the report says so: a log in this process cannot be away.
 *
 * <p>No test measures time: each waits for what must come, for {@link #patience} at most.
 */
@Timeout(120)
public abstract class EventLogContract {

  private static final Duration IDEMPOTENCY = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MANY = 10_000;
  private static final int FEW = 3;
  private static final int MEBIBYTE = 1 << 20;
  private static final long LONG_CALL_NANOS = 20_000;
  private static final Comparator<Position> BY_SEQUENCE =
      Comparator.comparingLong(Position::sequence);

  /** Threads of the JDK's that outlast what has used them. */
  private static final List<String> NOT_OF_A_LOG =
      List.of("ForkJoinPool.commonPool", "CompletableFutureDelayScheduler", "process reaper");

  private final List<EventLog> logs = new ArrayList<>();

  /** For the test of a log. */
  protected EventLogContract() {}

  /**
   * Opens a log on the test's one store. The first that a test opens finds the store empty; further
   * ones, which are opened only if it {@link #sharesStore}, are as those of other nodes.
   *
   * @param retained how many events the store keeps, about; never fewer
   * @return the log, which is closed after the test
   */
  protected abstract EventLog open(int retained);

  /**
   * Moves the clock by which the store forgets idempotency keys; {@link
   * org.junit.jupiter.api.Assumptions#abort aborts} the test if it cannot.
   *
   * @param time how far
   */
  protected abstract void advance(Duration time);

  /**
   * Says whether several logs can be opened on the store, so that they see one order.
   *
   * @return by default no, which aborts the tests that need it
   */
  protected boolean sharesStore() {
    return false;
  }

  /**
   * Takes the store away from all logs, such as by killing or freezing it, or by cutting its
   * connections. It keeps what it has acknowledged. By default aborts the test.
   */
  protected void stopStore() {
    abort("the store cannot be stopped");
  }

  /** Brings back a store that was stopped, with what it has kept. By default aborts the test. */
  protected void startStore() {
    abort("the store cannot be started again");
  }

  /**
   * Removes everything from the store while it runs, as an administrator might, what the log needs
   * for itself included. By default aborts the test.
   */
  protected void emptyStore() {
    abort("the store cannot be emptied");
  }

  /**
   * Says how long a test waits for what must come, before it fails.
   *
   * @return by default 20 s
   */
  protected Duration patience() {
    return PATIENCE;
  }

  /** Ends the store, after the logs of a test are closed. By default does nothing. */
  protected void endStore() {}

  @AfterEach
  void closeLogs() {
    try {
      logs.forEach(EventLog::close);
    } finally {
      endStore();
    }
  }

  private Patience waiting() {
    return new Patience(patience());
  }

  private TestedLog log(int retained) {
    EventLog log = open(retained);
    logs.add(log);
    return new TestedLog(log, waiting());
  }

  /** Opens one more log on the store of the test. */
  private TestedLog other(int retained) {
    assumeTrue(sharesStore(), "the store has one log");
    return log(retained);
  }

  // The order.

  @Test
  void positionsRiseFromAboveZeroInOneEpoch() {
    TestedLog log = log(MANY);
    List<Position> positions = log.append(20);
    assertThat(positions)
        .as("the positions that append() gave, one call after the other")
        .extracting(Position::sequence)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(positions.get(0).sequence()).as("the first sequence").isPositive();
    assertThat(positions)
        .as("the positions that append() gave, and the epoch that bounds() names")
        .extracting(Position::epoch)
        .containsOnly(log.bounds().epoch());
  }

  /** A log whose sequences begin too high fails here, with what {@link Position} says. */
  @Test
  void noSequenceIsAboveTheHighest() {
    TestedLog log = log(MANY);
    assertThat(log.append(20))
        .as("the first positions of a log, which has room for those to come up to 2^53-1")
        .allMatch(position -> position.sequence() < Position.MAX_SEQUENCE / 2);
  }

  @Test
  void whatIsAcknowledgedIsVisible() {
    TestedLog log = log(MANY);
    for (int i = 0; i < 20; i++) {
      Position position = log.append();
      assertThat(log.bounds().newest())
          .as("the newest that bounds() tells after append() was acknowledged")
          .isEqualTo(position.sequence());
      assertThat(log.tail(new Position(position.epoch(), position.sequence() - 1)).await(1))
          .as("what a reading is given from before the event that was acknowledged")
          .containsExactly(position);
    }
  }

  @Test
  void aListIsAppendedInItsOrder() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    List<EventLog.Entry> entries =
        IntStream.range(0, 20)
            .mapToObj(i -> new EventLog.Entry(Contents.plain("list " + i), i == 7 ? "key" : null))
            .toList();
    List<Position> positions = log.append(entries);
    assertThat(sink.await(20))
        .as("the order of a list that was appended, and the positions that append() gave for it")
        .isEqualTo(positions);
    assertThat(sink.contents())
        .as("the order of a list that was appended")
        .isEqualTo(entries.stream().map(EventLog.Entry::content).toList());
    assertThat(log.append("again", "key"))
        .as("the position of an event whose key was in a list")
        .isEqualTo(positions.get(7));
  }

  @Test
  void theAppendsOfOneThreadKeepTheirOrderUnacknowledged() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    List<PublishedEvent.Content> contents =
        IntStream.range(0, 500).mapToObj(i -> Contents.plain("event " + i)).toList();
    List<CompletionStage<Position>> stages =
        contents.stream().map(content -> log.offer(content, null)).toList();
    List<Position> positions =
        stages.stream().map(stage -> waiting().answer("append()", stage)).toList();
    assertThat(sink.await(500))
        .as("the order of 500 appends of one thread that did not wait for their answers")
        .isEqualTo(positions);
    assertThat(sink.contents())
        .as("the order of 500 appends of one thread that did not wait for their answers")
        .isEqualTo(contents);
  }

  @Test
  void manyAppendersMakeOneOrderThatAllReadersSee() {
    TestedLog log = log(MANY);
    CollectingSink early = log.tail(null);
    List<Position> all = appendAtOnce(Collections.nCopies(4, log), 250);
    assertThat(new HashSet<>(all)).as("the positions that append() gave").hasSize(1_000);
    assertThat(early.await(1_000))
        .as("what a reading was given, and what was acknowledged to its publishers")
        .hasSameElementsAs(all);
    assertThat(log.tail(null).await(1_000))
        .as("the order that a later reading sees, and that of an earlier one")
        .isEqualTo(early.positions());
  }

  /** Appends by a thread for each log that is named; the positions that one gets must rise. */
  private List<Position> appendAtOnce(List<TestedLog> to, int each) {
    List<Callable<List<Position>>> appenders = new ArrayList<>();
    to.forEach(log -> appenders.add(() -> log.append(each)));
    List<Position> all = new ArrayList<>();
    for (List<Position> ofOne : waiting().atOnce(appenders)) {
      assertThat(ofOne)
          .as("the positions that one thread got, beside others")
          .extracting(Position::sequence)
          .isSorted();
      all.addAll(ofOne);
    }
    return all;
  }

  // What an event is made of.

  @Test
  void everyPartOfAnEventComesBack() {
    comesBack(Contents.full(), Contents.bare());
  }

  @Test
  void payloadsOfNoneAndManyBytesComeBack() {
    comesBack(Contents.binary(0), Contents.binary(1), Contents.binary(MEBIBYTE));
  }

  @Test
  void everyFieldAtItsLimitComesBack() {
    comesBack(Contents.greatest());
  }

  private void comesBack(PublishedEvent.Content... contents) {
    TestedLog log = log(MANY);
    CollectingSink present = log.tail(null);
    for (PublishedEvent.Content content : contents) {
      log.append(content, null);
    }
    CollectingSink later = log.tail(null);
    present.await(contents.length);
    later.await(contents.length);
    assertThat(present.contents())
        .as("what was appended, to a reading that was there")
        .containsExactly(contents);
    assertThat(later.contents())
        .as("what was appended, to a reading that came later")
        .containsExactly(contents);
  }

  // Idempotency keys.

  @Test
  void aRepeatedKeyGivesTheFirstPosition() {
    TestedLog log = log(MANY);
    Position first = log.append("first", "key");
    Position other = log.append("other", "other key");
    assertThat(log.append("again", "key")).as("the position of a repeated key").isEqualTo(first);
    assertThat(log.append("again", "other key"))
        .as("the position of another repeated key")
        .isEqualTo(other);
    Position last = log.append("last", null);
    CollectingSink sink = log.tail(null);
    assertThat(sink.await(3)).as("what is stored").containsExactly(first, other, last);
    assertThat(sink.contents().get(0))
        .as("what is stored for a repeated key")
        .isEqualTo(Contents.plain("first"));
  }

  @Test
  void aListWithARepeatedKeyGivesOnePosition() {
    TestedLog log = log(MANY);
    List<Position> positions =
        log.append(
            List.of(
                new EventLog.Entry(Contents.plain("first"), "key"),
                new EventLog.Entry(Contents.plain("other"), null),
                new EventLog.Entry(Contents.plain("again"), "key")));
    assertThat(positions.get(2))
        .as("the position of a key that is repeated in one list")
        .isEqualTo(positions.get(0));
    assertThat(log.tail(null).await(2)).as("what is stored").isEqualTo(positions.subList(0, 2));
  }

  @Test
  void withoutAKeyNothingIsTheSame() {
    TestedLog log = log(MANY);
    assertThat(log.append("same", null))
        .as("the positions of equal events without a key")
        .isNotEqualTo(log.append("same", null));
  }

  @Test
  void aKeyIsKnownForFiveMinutes() {
    TestedLog log = log(MANY);
    Position first = log.append("first", "key");
    advance(IDEMPOTENCY.minusSeconds(1));
    assertThat(log.append("again", "key"))
        .as("the position of a key after a second less than five minutes")
        .isEqualTo(first);
    advance(Duration.ofSeconds(2));
    Position anew = log.append("anew", "key");
    assertThat(anew).as("the position of a key after five minutes").isNotEqualTo(first);
    assertThat(log.append("again", "key"))
        .as("the position of a key that was stored anew")
        .isEqualTo(anew);
  }

  @Test
  void oneOfManyAppendsWithOneKeyIsStored() {
    TestedLog log = log(MANY);
    isStoredOnce(Collections.nCopies(8, log));
  }

  private void isStoredOnce(List<TestedLog> to) {
    List<Callable<Position>> appenders = new ArrayList<>();
    to.forEach(log -> appenders.add(() -> log.append("racing", "key")));
    Set<Position> positions = new HashSet<>(waiting().atOnce(appenders));
    assertThat(positions).as("the positions that many appends with one key were given").hasSize(1);
    positions.add(to.get(0).append());
    assertThat(to.get(0).tail(null).await(2)).as("what is stored").hasSameElementsAs(positions);
  }

  // Reading.

  @Test
  void beginComesFirst() {
    TestedLog log = log(MANY);
    EventLog.Bounds empty = log.bounds();
    CollectingSink first = log.tail(null);
    assertThat(first.awaitBegin()).as("begin() of a reading of an empty log").isEqualTo(empty);
    log.append(3);
    first.await(3);
    EventLog.Bounds bounds = log.bounds();
    CollectingSink second = log.tail(null);
    second.await(3);
    assertThat(second.begins())
        .as("begin() of a reading that is given all that bounds() tells")
        .containsExactly(bounds);
  }

  @Test
  void eachReaderSeesWhatIsKeptAndThenWhatComesInOrder() {
    TestedLog log = log(MANY);
    List<Position> positions = log.append(3);
    CollectingSink early = log.tail(null);
    positions.addAll(log.append(2));
    CollectingSink late = log.tail(null);
    positions.addAll(log.append(2));
    assertThat(early.await(7)).as("what is given to one reading").isEqualTo(positions);
    assertThat(late.await(7)).as("what is given to a later one").isEqualTo(positions);
  }

  @Test
  void readingBeginsAboveThePlaceThatIsGiven() {
    TestedLog log = log(MANY);
    List<Position> positions = log.append(5);
    CollectingSink sink = log.tail(positions.get(2));
    positions.add(log.append());
    assertThat(sink.await(3))
        .as("what is given above %s", positions.get(2))
        .isEqualTo(positions.subList(3, 6));
  }

  @Test
  void readingFromTheEndGivesOnlyWhatComes() {
    TestedLog log = log(MANY);
    log.append(3);
    CollectingSink sink = log.tail(log.newest());
    Position next = log.append();
    assertThat(sink.await(1)).as("what is given above the newest").containsExactly(next);
  }

  @Test
  void aReaderFromAForeignEpochGetsAllThatIsKept() {
    TestedLog log = log(MANY);
    List<Position> positions = log.append(3);
    assertThat(log.tail(new Position("elsewhere", 2)).await(3))
        .as("what is given above a position of another epoch")
        .isEqualTo(positions);
  }

  @Test
  void aReaderAheadOfTheLogGetsWhatComes() {
    TestedLog log = log(MANY);
    Position last = log.append();
    CollectingSink sink = log.tail(new Position(last.epoch(), last.sequence() + 1_000));
    sink.awaitBegin();
    Position next = log.append();
    assertThat(sink.await(1))
        .as("what is given above a position that the log has not come to")
        .containsExactly(next);
  }

  @Test
  void aReaderFromAnEvictedPlaceIsToldSo() {
    TestedLog log = log(FEW);
    List<Position> all = log.append(1);
    Position first = all.get(0);
    all.addAll(log.appendUntilEvicted(first.sequence()));
    CollectingSink sink = log.tail(first);
    assertThat(sink.awaitBegin().evicted())
        .as("what begin() says is evicted, to a reading from %s, which is", first)
        .isGreaterThan(first.sequence());
    isComplete(sink, all, first.sequence());
  }

  @Test
  void whatIsEvictedBetweenBoundsAndTailIsTold() {
    TestedLog log = log(FEW);
    log.append(5);
    Position newest = log.newest();
    List<Position> all = log.appendUntilEvicted(newest.sequence());
    isComplete(log.tail(newest), all, newest.sequence());
  }

  @Test
  void beginTellsTheBoundsThatTheReadingStartsFrom() {
    TestedLog log = log(FEW);
    List<Position> all = log.append(10);
    List<CollectingSink> sinks = new ArrayList<>();
    Callable<List<Position>> appender = () -> log.append(500);
    Callable<List<Position>> reader =
        () -> {
          for (int i = 0; i < 50; i++) {
            sinks.add(log.tail(null));
          }
          return List.of();
        };
    all.addAll(waiting().atOnce(List.of(appender, reader)).get(0));
    sinks.forEach(sink -> isComplete(sink, all, 0));
  }

  /** A reading was given what lies above a sequence, but for what it was told to be lost. */
  private static void isComplete(CollectingSink sink, List<Position> all, long above) {
    List<Position> asked =
        all.stream().filter(position -> position.sequence() > above).sorted(BY_SEQUENCE).toList();
    sink.await(asked.get(asked.size() - 1));
    assertThat(sink.positions())
        .as("what a reading was given, and all that was not told by begin() to be lost")
        .isEqualTo(sink.notLost(asked));
  }

  /** Readers that begin while others append: nothing is left out between what is kept and new. */
  @Test
  void aReaderThatBeginsAmongAppendsMissesNothing() {
    TestedLog log = log(MANY);
    List<CollectingSink> sinks = Collections.synchronizedList(new ArrayList<>());
    Callable<List<Position>> appender = () -> log.append(500);
    Callable<List<Position>> reader =
        () -> {
          for (int i = 0; i < 20; i++) {
            sinks.add(log.tail(null));
          }
          return List.of();
        };
    List<Position> all = new ArrayList<>();
    waiting().atOnce(List.of(appender, reader, appender)).forEach(all::addAll);
    all.sort(BY_SEQUENCE);
    for (CollectingSink sink : sinks) {
      assertThat(sink.await(1_000))
          .as("what a reading was given that began among appends")
          .isEqualTo(all);
    }
  }

  @Test
  void aSinkIsCalledByOneThreadAtATime() {
    TestedLog log = log(FEW);
    CollectingSink sink = log.tail(null, events -> LockSupport.parkNanos(LONG_CALL_NANOS));
    Callable<List<Position>> appender = () -> log.append(200);
    Callable<List<Position>> passer =
        () -> {
          IntStream.range(0, 200).forEach(i -> log.pass(Contents.ephemeral(i)));
          return List.of();
        };
    List<Position> all = new ArrayList<>();
    waiting().atOnce(List.of(appender, passer, appender, passer)).forEach(all::addAll);
    isComplete(sink, all, 0);
  }

  @Test
  void aSinkThatThrowsGetsTheNextEvents() {
    TestedLog log = log(MANY);
    log.append("kept", null);
    CollectingSink sink =
        log.tail(
            null,
            events -> {
              throw new LinkageError("a sink that fails, as the test wants it");
            });
    for (String payload : List.of("first", "second")) {
      waiting().isAnswered("append(), whose sink throws", log.offer(Contents.plain(payload), null));
    }
    sink.await(3);
    assertThat(sink.contents())
        .as("what is given to a sink that throws at each call")
        .containsExactly(Contents.plain("kept"), Contents.plain("first"), Contents.plain("second"));
  }

  @Test
  void aReaderHeldUpUntilItsPlaceIsEvictedGetsBegin() {
    TestedLog log = log(FEW);
    CompletableFuture<Thread> held = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    CollectingSink sink =
        log.tail(
            null,
            events -> {
              held.complete(Thread.currentThread());
              Patience.hold(goOn);
            });
    CollectingSink other = log.tail(null);
    try {
      CompletableFuture<Thread> appender = new CompletableFuture<>();
      CompletableFuture<CompletionStage<Position>> first = new CompletableFuture<>();
      Patience.start(
          () -> {
            appender.complete(Thread.currentThread());
            first.complete(log.offer(log.next().content(), null));
          });
      if (waiting().answer("the first accept()", held) == appender.join()) {
        abort("its sinks are called by whoever appends: nothing can be evicted meanwhile");
      }
      List<Position> all = new ArrayList<>();
      String call = "append(), while a sink is held up,";
      all.add(waiting().answer(call, waiting().answer(call, first)));
      all.addAll(log.appendUntilEvicted(all.get(0).sequence()));
      other.await(all.get(all.size() - 1));
      goOn.complete(null);
      all.add(log.append());
      isComplete(sink, all, 0);
    } finally {
      goOn.complete(null);
    }
  }

  @Test
  void aClosedReadingTakesNoMore() {
    TestedLog log = log(MANY);
    CollectingSink closed = log.tail(null);
    CollectingSink open = log.tail(null);
    log.append();
    closed.await(1);
    Callable<List<Position>> appender = () -> log.append(500);
    Callable<List<Position>> closer =
        () -> {
          closed.close();
          return List.of();
        };
    waiting().atOnce(List.of(appender, closer));
    log.append(5);
    open.await(506);
    assertThat(closed.events()).as("what a reading was given before it was closed").isNotEmpty();
  }

  @Test
  void closingAReadingFromWithinItsSinkReturns() {
    TestedLog log = log(MANY);
    CompletableFuture<CollectingSink> itself = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    CollectingSink sink =
        log.tail(
            null,
            events -> {
              itself.join().close();
              closed.complete(null);
            });
    itself.complete(sink);
    CollectingSink other = log.tail(null);
    waiting()
        .returns(
            "append(), whose sink closes its reading,",
            () -> log.offer(log.next().content(), null));
    waiting().answer("closing a reading from within its sink", closed);
    log.append(5);
    other.await(6);
    assertThat(sink.events()).as("what a reading was given until its sink closed it").hasSize(1);
  }

  // What is kept.

  @Test
  void boundsTellWhatIsKept() {
    TestedLog log = log(FEW);
    assertThat(log.bounds().evicted()).as("what is evicted of an empty log").isZero();
    assertThat(log.bounds().newest()).as("the newest of an empty log").isZero();
    List<Position> positions = log.append(10);
    EventLog.Bounds bounds = log.bounds();
    assertThat(bounds.newest())
        .as("the newest that bounds() tells")
        .isEqualTo(positions.get(9).sequence());
    List<Position> kept =
        positions.stream().filter(position -> position.sequence() > bounds.evicted()).toList();
    assertThat(kept)
        .as("what is kept, says bounds(), of a log that retains %d", FEW)
        .hasSizeGreaterThanOrEqualTo(FEW);
    assertThat(log.tail(null).await(kept.size()))
        .as("what is kept, and what bounds() tells of that")
        .isEqualTo(kept);
  }

  // Ephemeral events.

  @Test
  void appendRefusesEphemeralContent() {
    TestedLog log = log(MANY);
    waiting()
        .failure("append() of an ephemeral event", () -> log.offer(Contents.ephemeral(1), null));
    assertThat(log.bounds().newest())
        .as("the newest, after append() has refused an ephemeral event")
        .isZero();
  }

  @Test
  void anEphemeralEventReachesPresentReadersOnly() {
    TestedLog log = log(FEW);
    CollectingSink present = log.tail(null);
    CollectingSink other = log.tail(null);
    List<Position> positions = log.append(FEW);
    EventLog.Bounds before = log.bounds();
    log.passUntilHeard(present, other);
    IntStream.range(0, 100).forEach(i -> log.pass(Contents.ephemeral(i)));
    present.await(Contents.ephemeral(99));
    other.await(Contents.ephemeral(99));
    assertThat(log.bounds()).as("the bounds after ephemeral events").isEqualTo(before);
    CollectingSink later = log.tail(null);
    assertThat(later.await(FEW)).as("what is kept after ephemeral events").isEqualTo(positions);
    Position next = log.append();
    assertThat(later.await(FEW + 1)).as("what follows").endsWith(next);
    assertThat(later.passed())
        .as("the ephemeral events that a reading was given which began later")
        .isEmpty();
  }

  @Test
  void ephemeralEventsOfOneThreadKeepTheirOrder() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    log.passUntilHeard(sink);
    List<PublishedEvent.Content> contents =
        IntStream.range(0, 200).mapToObj(Contents::ephemeral).toList();
    List<CompletionStage<Void>> stages = contents.stream().map(log.tested()::pass).toList();
    stages.forEach(stage -> waiting().isAnswered("pass()", stage));
    sink.await(Contents.ephemeral(199));
    assertThat(sink.passed().stream().filter(content -> !content.equals(TestedLog.PROBE)).toList())
        .as("the order of ephemeral events of one thread that did not wait")
        .isEqualTo(contents);
  }

  // The end.

  @Test
  void afterCloseAppendFailsAndNoSinkIsCalled() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    log.append();
    sink.await(1);
    log.close();
    sink.isOver();
    log.close();
    waiting().failure("append() after close()", () -> log.offer(Contents.plain("late"), null));
    waiting().failure("pass() after close()", () -> log.tested().pass(Contents.ephemeral(1)));
    assertThat(sink.positions()).as("what a reading was given before close()").hasSize(1);
  }

  @Test
  void closeLeavesNoThread() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    log.append(20);
    sink.await(20);
    log.pass(Contents.ephemeral(1));
    log.close();
    noneIsLeft(before);
  }

  private void noneIsLeft(Set<Thread> before) {
    waiting()
        .until(
            () -> "the end of the threads of a log that is closed: " + since(before),
            () -> since(before).isEmpty());
  }

  private static List<Thread> since(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> NOT_OF_A_LOG.stream().noneMatch(thread.getName()::startsWith))
        .toList();
  }

  // Several logs on one store.

  @Test
  void twoLogsOnOneStoreAreOneOrder() {
    TestedLog one = log(MANY);
    TestedLog other = other(MANY);
    CollectingSink ofOne = one.tail(null);
    CollectingSink ofOther = other.tail(null);
    List<Position> all = appendAtOnce(List.of(one, other, one, other), 200);
    all.sort(BY_SEQUENCE);
    assertThat(ofOne.await(800)).as("what a reading of one log is given").isEqualTo(all);
    assertThat(ofOther.await(800)).as("what a reading of the other is given").isEqualTo(all);
    Position position = one.append();
    assertThat(other.newest())
        .as("the newest that a log tells, after the other has acknowledged")
        .isEqualTo(position);
  }

  @Test
  void aKeyRacingThroughTwoLogsIsStoredOnce() {
    TestedLog one = log(MANY);
    TestedLog other = other(MANY);
    isStoredOnce(List.of(one, other, one, other, one, other, one, other));
  }

  @Test
  void anEphemeralEventReachesTheReadersOfBothLogs() {
    TestedLog one = log(MANY);
    TestedLog other = other(MANY);
    CollectingSink ofOne = one.tail(null);
    CollectingSink ofOther = other.tail(null);
    one.passUntilHeard(ofOne, ofOther);
    other.passUntilHeard(ofOne, ofOther);
    one.pass(Contents.ephemeral(1));
    ofOne.await(Contents.ephemeral(1));
    ofOther.await(Contents.ephemeral(1));
  }

  @Test
  void closingOneLogLeavesTheOther() {
    TestedLog one = log(MANY);
    TestedLog other = other(MANY);
    CollectingSink ofOne = one.tail(null);
    CollectingSink ofOther = other.tail(null);
    one.append();
    ofOne.await(1);
    one.close();
    ofOne.isOver();
    Position next = other.append();
    assertThat(ofOther.await(2)).as("what a log gives whose neighbour is closed").endsWith(next);
    assertThat(ofOne.positions()).as("what the closed one had given").hasSize(1);
  }

  // A store that is away.

  @Test
  void appendsWaitOrFailWhileTheStoreIsAway() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    log.append();
    sink.await(1);
    stopStore();
    List<PublishedEvent.Content> contents =
        IntStream.range(0, 20).mapToObj(i -> Contents.plain("away " + i)).toList();
    List<CompletionStage<Position>> stages =
        waiting()
            .returns(
                "append(), while the store is away,",
                () -> contents.stream().map(content -> log.offer(content, null)).toList());
    startStore();
    List<Position> positions = new ArrayList<>();
    List<PublishedEvent.Content> acknowledged = new ArrayList<>();
    for (int i = 0; i < contents.size(); i++) {
      if (waiting().isAnswered("append(), called while the store was away,", stages.get(i))) {
        positions.add(stages.get(i).toCompletableFuture().join());
        acknowledged.add(contents.get(i));
      }
    }
    assertThat(positions)
        .as("the positions of what one thread has appended while the store was away")
        .isSortedAccordingTo(BY_SEQUENCE);
    sink.await(log.appendInTheEnd());
    assertThat(sink.contents())
        .as("what is given after the store was away: all that was acknowledged")
        .containsAll(acknowledged)
        .doesNotHaveDuplicates();
    assertThat(sink.contents().stream().filter(contents::contains).toList())
        .as("the order of what one thread has appended while the store was away")
        .isSortedAccordingTo((a, b) -> contents.indexOf(a) - contents.indexOf(b));
  }

  @Test
  void boundsFailWithinTwoSecondsWhileTheStoreIsAway() {
    TestedLog log = log(MANY);
    log.append();
    stopStore();
    waiting()
        .failure(
            "bounds(), while the store is away, which must fail within two seconds,",
            () -> waiting().returns("bounds(), while the store is away,", log.tested()::bounds));
    startStore();
    waiting()
        .until(
            () -> "bounds() is answered again when the store is back",
            () -> waiting().isAnswered("bounds()", log.tested().bounds()));
  }

  @Test
  void readingGoesOnWhenTheStoreIsBack() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    List<Position> before = log.append(3);
    sink.await(3);
    stopStore();
    startStore();
    Position last = log.appendInTheEnd();
    sink.await(last);
    assertThat(sink.positions())
        .as("what a reading is given before and after the store was away")
        .startsWith(before.toArray(new Position[0]))
        .endsWith(last);
    assertThat(last.epoch())
        .as("the epoch, which names the log, after its store was away")
        .isEqualTo(before.get(0).epoch());
  }

  @Test
  void aReadingThatBeginsWhileTheStoreIsAwayWaitsForIt() {
    TestedLog log = log(MANY);
    CollectingSink before = log.tail(null);
    log.append();
    before.await(1);
    stopStore();
    CollectingSink meanwhile = log.tail(null);
    startStore();
    Position last = log.appendInTheEnd();
    before.await(last);
    meanwhile.await(last);
    assertThat(meanwhile.positions())
        .as("what a reading is given that began while the store was away")
        .isEqualTo(meanwhile.notLost(before.positions()));
  }

  @Test
  void anEmptiedStoreIsACut() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    Position[] before = log.append(20).toArray(new Position[0]);
    sink.await(20);
    emptyStore();
    Position after = log.appendInTheEnd();
    sink.await(after);
    assertThat(sink.begins())
        .as("what begin() has told a reading since all that the store held was removed")
        .hasSizeGreaterThan(1);
    assertThat(sink.positions())
        .as("what a reading is given before and after the store was emptied")
        .startsWith(before)
        .doesNotHaveDuplicates();
    CollectingSink later = log.tail(null);
    later.await(after);
    assertThat(later.positions())
        .as("what a later reading is given of what was removed")
        .doesNotContain(before);
  }

  @Test
  void closeEndsWhileTheStoreIsAway() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    TestedLog log = log(MANY);
    log.tail(null).awaitBegin();
    log.append();
    stopStore();
    CompletionStage<Position> underWay =
        waiting()
            .returns(
                "append(), while the store is away,", () -> log.offer(log.next().content(), null));
    waiting()
        .returns(
            "close(), while the store is away,",
            () -> {
              log.close();
              return true;
            });
    waiting().failure("append(), under way when the log was closed,", () -> underWay);
    noneIsLeft(before);
  }
}
