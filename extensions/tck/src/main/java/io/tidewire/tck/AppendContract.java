package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests what a log promises on appending: the order, the content, idempotency keys. */
abstract class AppendContract extends LogFixture {

  private static final Duration IDEMPOTENCY = Duration.ofMinutes(5);
  private static final int MEBIBYTE = 1 << 20;

  AppendContract() {}

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
  void appendsThatFollowEachOtherKeepTheirOrderOverThreads() {
    TestedLog log = log(MANY);
    CollectingSink sink = log.tail(null);
    List<PublishedEvent.Content> contents =
        IntStream.range(0, 200).mapToObj(i -> Contents.plain("event " + i)).toList();
    List<CompletionStage<Position>> stages = new ArrayList<>();
    for (int i = 0; i < contents.size(); i += 2) {
      PublishedEvent.Content byAnother = contents.get(i + 1);
      stages.add(log.offer(contents.get(i), null));
      stages.add(waiting().returns("append()", () -> log.offer(byAnother, null)));
    }
    List<Position> positions =
        stages.stream().map(stage -> waiting().answer("append()", stage)).toList();
    assertThat(sink.await(200))
        .as("the order of 200 appends by several threads, one call after the other")
        .isEqualTo(positions);
    assertThat(sink.contents())
        .as("the order of 200 appends by several threads, one call after the other")
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
  final List<Position> appendAtOnce(List<TestedLog> to, int each) {
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

  /** As a client resends what it has no answer to yet. */
  @Test
  void aKeyWhoseFirstAppendIsUnderWayGivesOnePosition() {
    TestedLog log = log(MANY);
    List<CompletionStage<Position>> stages =
        IntStream.range(0, 20).mapToObj(i -> log.offer(Contents.plain("resent"), "key")).toList();
    Set<Position> positions = new HashSet<>();
    stages.forEach(stage -> positions.add(waiting().answer("append()", stage)));
    assertThat(positions)
        .as("the positions of a key that is repeated before the first append is answered")
        .hasSize(1);
    positions.add(log.append());
    assertThat(log.tail(null).await(2)).as("what is stored").hasSameElementsAs(positions);
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

  final void isStoredOnce(List<TestedLog> to) {
    List<Callable<Position>> appenders = new ArrayList<>();
    to.forEach(log -> appenders.add(() -> log.append("racing", "key")));
    Set<Position> positions = new HashSet<>(waiting().atOnce(appenders));
    assertThat(positions).as("the positions that many appends with one key were given").hasSize(1);
    positions.add(to.get(0).append());
    assertThat(to.get(0).tail(null).await(2)).as("what is stored").hasSameElementsAs(positions);
  }
}
