package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests what a log promises on its store: shared with others, away, emptied, and given up. */
abstract class StoreContract extends ReadingContract {

  /** Threads of the JDK's that outlast what has used them. */
  private static final List<String> NOT_OF_A_LOG =
      List.of("ForkJoinPool.commonPool", "CompletableFutureDelayScheduler", "process reaper");

  StoreContract() {}

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
  void aKeyThatIsRepeatedWhileTheStoreIsAwayIsStoredOnce() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    log.append();
    sink.await(1);
    stopStore();
    PublishedEvent.Content resent = Contents.plain("resent");
    List<CompletionStage<Position>> stages =
        waiting()
            .returns(
                "append(), while the store is away,",
                () -> IntStream.range(0, 5).mapToObj(i -> log.offer(resent, "key")).toList());
    startStore();
    Set<Position> positions = new HashSet<>();
    for (CompletionStage<Position> stage : stages) {
      if (waiting().isAnswered("append(), called while the store was away,", stage)) {
        positions.add(stage.toCompletableFuture().join());
      }
    }
    assertThat(positions)
        .as("the positions of a key that was repeated while the store was away")
        .hasSizeLessThanOrEqualTo(1);
    sink.await(log.appendInTheEnd());
    assertThat(sink.contents().stream().filter(resent::equals).toList())
        .as("what is stored for a key that was repeated while the store was away")
        .hasSizeBetween(positions.size(), 1);
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
}
