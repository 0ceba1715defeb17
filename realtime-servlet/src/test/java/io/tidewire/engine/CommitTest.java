package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.LogRecorder;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubSignal;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.ManualTicker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transaction publishes when it commits, with loops that are stuck and logs that fail. */
@Timeout(60)
class CommitTest {

  private static final int HALF = 8;

  /** One transaction, which the test ends. */
  private static final class OneTransaction implements Transactions {
    private final List<Deferred> held = new ArrayList<>();

    @Override
    public boolean defer(Deferred work) {
      if (held.stream().noneMatch(earlier -> earlier.takesOver(work))) {
        held.add(work);
      }
      return true;
    }

    void commit() {
      List<Deferred> all = List.copyOf(held);
      held.clear();
      all.forEach(Deferred::committed);
    }

    void rollback() {
      List<Deferred> all = List.copyOf(held);
      held.clear();
      all.forEach(Deferred::rolledBack);
    }
  }

  private static final class FailingLog extends ForwardingEventLog {
    private final List<Integer> calls = new ArrayList<>();
    private volatile boolean fails;

    FailingLog(EventLog log) {
      super(log);
    }

    @Override
    public List<CompletionStage<Position>> append(List<Entry> entries) {
      calls.add(entries.size());
      return entries.stream().map(this::append).toList();
    }

    private CompletionStage<Position> append(Entry entry) {
      if (entry.content().type().equals("broken")) {
        return new BrokenStage();
      }
      return fails
          ? CompletableFuture.failedFuture(new IOException("disk full"))
          : super.append(List.of(entry)).get(0);
    }
  }

  /** A stage that an error keeps from being waited for. */
  private static final class BrokenStage extends CompletableFuture<Position> {
    @Override
    public CompletableFuture<Position> whenComplete(
        BiConsumer<? super Position, ? super Throwable> action) {
      throw new NoClassDefFoundError("a class that an undeployment took away");
    }
  }

  private final TestSettings settings = new TestSettings();
  private final ManualTicker ticker = new ManualTicker();
  private final FailingLog log = new FailingLog(new InMemoryEventLog(100, ticker));
  private final OneTransaction transaction = new OneTransaction();
  private final BlockingQueue<HubSignal> signals = new LinkedBlockingQueue<>();
  private @Nullable HubEngine opened;

  private HubEngine hub() {
    settings.inFlight = 2 * HALF;
    HubParts parts =
        new HubParts(
            log,
            payload -> Payload.json("\"" + payload + "\""),
            transaction,
            List.of(signals::add),
            List.of(),
            CommitTest::newThread,
            InstantSource.fixed(Instant.EPOCH),
            ticker);
    opened = HubEngine.handDriven("test", settings.build(), parts);
    return opened;
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private static Message message(String topic, int n) {
    return Message.to(Topic.of(topic), "changed", n).build();
  }

  private static List<CompletableFuture<Position>> publish(HubEngine hub, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> hub.afterCommit().publish(message("a", n)).toCompletableFuture())
        .toList();
  }

  private static void fillUp(HubEngine hub) {
    for (int i = 0; i < HALF; i++) {
      assertThat(hub.publish(message("a", i))).isCompleted();
    }
  }

  @Test
  void aTransactionsEventsAreOneWorkInTheirOrder() {
    HubEngine hub = hub();
    List<CompletableFuture<Position>> events = publish(hub, 5);
    assertThat(transaction.held).hasSize(1);
    assertThat(events).noneMatch(CompletableFuture::isDone);
    transaction.commit();
    assertThat(events)
        .extracting(event -> event.join().sequence())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  /** What has no place is passed between them. */
  @Test
  void aTransactionsEventsGoToTheLogTogether() {
    HubEngine hub = hub();
    publish(hub, 3);
    Message typing = Message.to(Topic.of("a"), "typing", 1).kind(TopicKind.EPHEMERAL).build();
    CompletableFuture<Position> passed = hub.afterCommit().publish(typing).toCompletableFuture();
    List<CompletableFuture<Position>> last = publish(hub, 2);
    transaction.commit();
    assertThat(log.calls).containsExactly(3, 2);
    assertThat(passed.join().sequence()).isEqualTo(3);
    assertThat(last).extracting(event -> event.join().sequence()).containsExactly(4L, 5L);
  }

  /** Room is made for one loop's half of the ring at a time. */
  @Test
  void noMoreGoTogetherThanThereIsRoomFor() {
    HubEngine hub = hub();
    List<CompletableFuture<Position>> events = publish(hub, HALF + 2);
    transaction.commit();
    assertThat(log.calls).containsExactly(HALF);
    assertThat(events.subList(0, HALF)).allMatch(event -> !event.isCompletedExceptionally());
    assertThat(events.subList(HALF, HALF + 2))
        .allMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void aRollbackCancelsAllOfThem() {
    List<CompletableFuture<Position>> events = publish(hub(), 3);
    transaction.rollback();
    assertThat(events).allMatch(CompletableFuture::isCancelled);
  }

  /** In whole: 5 events once took five times as long as one. */
  @Test
  void aTransactionWaitsOnceForAStuckLoop() {
    settings.publishWait = Duration.ofMillis(200);
    HubEngine hub = hub();
    fillUp(hub);
    List<CompletableFuture<Position>> events = publish(hub, 1_000);

    transaction.commit();

    assertThat(events).allMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void aLoopThatHasMovedMakesRoomAgain() {
    HubEngine hub = hub();
    fillUp(hub);
    assertThatThrownBy(() -> hub.publish(message("a", 9)))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("8 events behind");
    hub.loops().forEach(Loop::turn);
    assertThat(hub.publish(message("a", 10))).isCompleted();
  }

  @Test
  void whatFailsAfterTheCommitIsLoggedOnceCountedByTopicAndTold() throws Exception {
    HubEngine hub = hub();
    try (LogRecorder logged = LogRecorder.of(Unpublished.class)) {
      log.fails = true;
      for (int n = 0; n < 3; n++) {
        CompletionStage<Position> unused = hub.afterCommit().publish(message("orders/eu", n));
        unused = hub.afterCommit().publish(message("orders/us", n));
        unused = hub.afterCommit().publish(message("orders/us", n));
      }
      transaction.commit();
      assertThat(logged.messages())
          .singleElement()
          .asString()
          .contains("could not publish a committed event to 'orders/eu'");
      for (int n = 0; n < 9; n++) {
        assertThat(signals.poll(20, TimeUnit.SECONDS)).isInstanceOf(HubSignal.PublishFailed.class);
      }

      log.fails = false;
      publish(hub, 2);
      transaction.commit();
      assertThat(logged.messages())
          .hasSize(2)
          .last()
          .asString()
          .endsWith("did not publish 9 committed events (orders/us: 6, orders/eu: 3)");

      log.fails = true;
      publish(hub, 1);
      transaction.commit();
      assertThat(logged.messages()).hasSize(3);
    }
  }

  @Test
  void anErrorAtOneEventOfATransactionIsItsOwn() throws Exception {
    HubEngine hub = hub();
    try (LogRecorder logged = LogRecorder.of(Unpublished.class)) {
      CompletableFuture<Position> first = publish(hub, 1).get(0);
      CompletableFuture<Position> broken =
          hub.afterCommit().publish(Topic.of("b"), "broken", 0).toCompletableFuture();
      List<CompletableFuture<Position>> others = publish(hub, 2);

      transaction.commit();

      assertThat(first.join().sequence()).isEqualTo(1);
      assertThat(broken)
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withCauseInstanceOf(NoClassDefFoundError.class);
      assertThat(others).extracting(event -> event.join().sequence()).containsExactly(2L, 3L);
      assertThat(logged.messages()).hasSize(2).first().asString().contains("event to 'b'");
      assertThat(logged.messages()).last().asString().contains("1 committed event (b: 1)");
      await()
          .untilAsserted(
              () -> assertThat(signals).hasAtLeastOneElementOfType(HubSignal.PublishFailed.class));
    }
  }

  @Test
  void anOverloadAfterTheCommitIsToldToo() throws Exception {
    HubEngine hub = hub();
    try (LogRecorder logged = LogRecorder.of(Unpublished.class)) {
      fillUp(hub);
      for (int i = 0; i < HALF; i++) {
        assertThat(signals.poll(20, TimeUnit.SECONDS)).isInstanceOf(HubSignal.Published.class);
      }
      publish(hub, 4);
      transaction.commit();
      for (int i = 0; i < 4; i++) {
        assertThat(signals.poll(20, TimeUnit.SECONDS)).isInstanceOf(HubSignal.PublishFailed.class);
      }
      hub.close();
      assertThat(logged.messages()).hasSize(2).last().asString().contains("4 committed events");
    }
  }

  @Test
  void aRollbackIsNoFailure() {
    HubEngine hub = hub();
    try (LogRecorder logged = LogRecorder.of(Unpublished.class)) {
      publish(hub, 2);
      transaction.rollback();
      hub.close();
      assertThat(logged.messages()).isEmpty();
    }
  }
}
