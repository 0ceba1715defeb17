package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.spi.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each fault of the log makes of what a reading is given. */
@Timeout(60)
class FaultsTest {

  /** Writes down each call, in the words of this test. */
  private static final class Told implements EventLog.Sink {
    private final List<String> calls = new ArrayList<>();
    private boolean failing;

    @Override
    public void begin(EventLog.Bounds bounds) {
      calls.add("begin " + bounds.epoch() + " " + bounds.evicted() + " " + bounds.newest());
    }

    @Override
    public void accept(List<PublishedEvent> events) {
      events.forEach(event -> calls.add(event.position().toString()));
      if (failing) {
        throw new LinkageError("this sink fails");
      }
    }

    @Override
    public void pass(PublishedEvent.Content content) {
      calls.add("pass " + content.payload().text());
    }

    private List<String> take() {
      List<String> taken = List.copyOf(calls);
      calls.clear();
      return taken;
    }
  }

  private final FaultyEventLog log = new FaultyEventLog(100);
  private final Told told = new Told();

  private List<String> read(int events) {
    append(events);
    log.tail(null, told);
    return told.take();
  }

  private void append(int events) {
    IntStream.range(0, events)
        .forEach(i -> assertThat(append("event", null)).isNotCompletedExceptionally());
  }

  private CompletableFuture<Position> append(String payload, String key) {
    EventLog.Entry entry = new EventLog.Entry(Contents.plain(payload), key);
    return log.append(List.of(entry)).get(0).toCompletableFuture();
  }

  private String bounds() {
    EventLog.Bounds bounds = log.bounds().toCompletableFuture().join();
    return bounds.epoch() + " " + bounds.evicted() + " " + bounds.newest();
  }

  @Test
  void lawfullyItSaysWhereItBegins() {
    assertThat(read(2)).containsExactly("begin e1 0 2", "e1-1", "e1-2");
  }

  @Test
  void whatIsLostBeforeAnybodySawItIsAHole() {
    read(2);
    log.loseNext(3);
    append(1);
    assertThat(told.take()).containsExactly("begin e1 5 5", "e1-6");
    assertThat(bounds()).isEqualTo("e1 5 6");
  }

  @Test
  void whatIsLostAfterItWasSeenIsAHoleAboveIt() {
    read(4);
    log.loseLast(2);
    append(1);
    assertThat(told.take()).containsExactly("begin e1 5 5", "e1-6");
  }

  @Test
  void aSlowReadingIsGivenWhatLiesBelowAHole() {
    log.manual();
    read(4);
    log.deliver(1);
    log.loseLast(2);
    append(1);
    log.deliverAll();
    assertThat(told.take()).containsExactly("begin e1 0 4", "e1-1", "e1-2", "begin e1 5 6", "e1-6");
  }

  @Test
  void whoBeginsBehindAHoleIsGivenWhatLiesAboveIt() {
    append(2);
    log.loseNext(1);
    assertThat(read(1)).containsExactly("begin e1 3 4", "e1-4");
  }

  @Test
  void aKeyIsLostWithItsEvent() {
    assertThat(append("first", "key")).isCompletedWithValue(new Position("e1", 1));
    log.loseLast(1);
    assertThat(append("again", "key")).isCompletedWithValue(new Position("e1", 3));
  }

  @Test
  void sequencesThatAreLeftOutAreNoHole() {
    read(1);
    log.skip(3);
    append(1);
    assertThat(told.take()).containsExactly("e1-5");
  }

  @Test
  void anotherEpochBeginsWithoutEvents() {
    read(2);
    log.newEpoch();
    append(1);
    assertThat(told.take()).containsExactly("begin e2 0 0", "e2-1");
  }

  @Test
  void evictionConcernsThoseWhoAreBehindIt() {
    log.manual();
    read(5);
    log.deliver(2);
    Told other = new Told();
    log.tail(new Position("e1", 4), other);
    log.deliver(0);
    told.take();
    other.take();
    log.evictTo(4);
    log.deliverAll();
    assertThat(told.take()).containsExactly("begin e1 4 5", "e1-5");
    assertThat(other.take()).containsExactly("e1-5");
  }

  @Test
  void whatWaitedForTheStoreIsGivenInItsOrder() {
    read(1);
    log.goAway();
    CompletableFuture<Position> waits = append("waits", null);
    append(1);
    assertThat(log.bounds().toCompletableFuture()).isCompletedExceptionally();
    assertThat(log.pass(Contents.ephemeral(1)).toCompletableFuture()).isCompletedExceptionally();
    assertThat(waits).isNotDone();
    assertThat(told.take()).isEmpty();
    log.comeBack();
    assertThat(waits).isCompletedWithValue(new Position("e1", 2));
    assertThat(told.take()).containsExactly("e1-2", "e1-3");
  }

  @Test
  void aFailedAppendIsStoredIfItIsMeantToBe() {
    read(0);
    log.failAppends(1, true);
    assertThat(append("stored", null)).isCompletedExceptionally();
    log.failAppends(2, false);
    assertThat(append("not stored", null)).isCompletedExceptionally();
    assertThat(append("not stored", null)).isCompletedExceptionally();
    assertThat(append("again", null)).isCompletedWithValue(new Position("e1", 2));
    assertThat(told.take()).containsExactly("e1-1", "e1-2");
  }

  @Test
  void redeliveryAndForeignEventsComeWithoutAWord() {
    read(3);
    log.redeliver(2);
    log.giveForeign(Contents.plain("foreign"));
    assertThat(told.take()).containsExactly("e1-2", "e1-3", "e0-4");
  }

  @Test
  void slowReadingsAreGivenSoManyEventsAtATime() {
    log.manual();
    assertThat(read(3)).isEmpty();
    log.pass(Contents.ephemeral(1));
    log.deliver(2);
    assertThat(told.take()).containsExactly("begin e1 0 3", "pass 1", "e1-1", "e1-2");
    log.deliver(2);
    assertThat(told.take()).containsExactly("e1-3");
  }

  @Test
  void aSinkThatThrowsFailsThePublisher() {
    told.failing = true;
    log.tail(null, told);
    assertThat(append("event", null)).isCompletedExceptionally();
    assertThat(told.take()).containsExactly("begin e1 0 0", "e1-1");
  }
}
