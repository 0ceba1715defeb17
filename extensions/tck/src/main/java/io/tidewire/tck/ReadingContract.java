package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests what a log promises to its readers: of what is kept, of what comes, of what is lost. */
abstract class ReadingContract extends AppendContract {

  private static final long LONG_CALL_NANOS = 20_000;

  ReadingContract() {}

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
}
