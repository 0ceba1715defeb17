package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.HubClosedException;
import io.tidewire.LogUnavailableException;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubSignal;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.InMemoryEventLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A log that answers late, or never. */
@Timeout(60)
class AppendsTest {

  /** Answers when the test says so. */
  private static final class SilentLog extends ForwardingEventLog {
    private final Deque<CompletableFuture<Position>> appends = new ArrayDeque<>();
    private final Deque<CompletableFuture<Void>> passes = new ArrayDeque<>();

    SilentLog() {
      super(new InMemoryEventLog(0, () -> 0));
    }

    @Override
    public List<CompletionStage<Position>> append(List<EventLog.Entry> entries) {
      List<CompletionStage<Position>> answers = new ArrayList<>();
      for (int i = 0; i < entries.size(); i++) {
        CompletableFuture<Position> answer = new CompletableFuture<>();
        appends.add(answer);
        answers.add(answer);
      }
      return answers;
    }

    @Override
    public CompletionStage<Void> pass(PublishedEvent.Content content) {
      passes.add(new CompletableFuture<>());
      return passes.getLast();
    }
  }

  private static final Position PLACE = new Position("epoch", 7);

  private final TestSettings settings = new TestSettings();
  private final SilentLog log = new SilentLog();
  private final BlockingQueue<HubSignal> signals = new LinkedBlockingQueue<>();
  private TestHub hub = open(3);

  private TestHub open(int appends) {
    settings.appends = appends;
    settings.logTimeout = Duration.ofSeconds(5);
    hub = TestHub.handDriven(settings, log, signals::add);
    return hub;
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private CompletableFuture<Position> publish() {
    return publish(TopicKind.PLAIN);
  }

  private CompletableFuture<Position> publish(TopicKind kind) {
    return hub.engine
        .publish(Message.to(Topic.of("news"), "changed", "1").kind(kind).build())
        .toCompletableFuture();
  }

  private void send() {
    var unused = publish();
  }

  private void fill() {
    send();
    var unused = publish(TopicKind.EPHEMERAL);
    send();
  }

  @Test
  void whatTheLogDoesNotAnswerIsBounded() throws InterruptedException {
    fill();

    assertThatThrownBy(this::publish)
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("3 events")
        .hasMessageContaining("realtime.log.pending=3");
    assertThatThrownBy(() -> publish(TopicKind.EPHEMERAL)).isInstanceOf(OverloadedException.class);
    assertThat(log.appends).hasSize(2);
    assertThat(signals.take()).isInstanceOf(HubSignal.PublishFailed.class);
    assertThat(signals.take()).isInstanceOf(HubSignal.PublishFailed.class);
  }

  @Test
  void anAnswerFreesItsRoom() {
    fill();

    log.appends.getFirst().complete(PLACE);

    send();
    assertThat(log.appends).hasSize(3);
  }

  @Test
  void aFailureOfTheLogFreesItsRoomToo() {
    CompletableFuture<Position> first = publish();
    send();
    send();

    log.appends.getFirst().completeExceptionally(new IOException("disk full"));

    assertThat(first).isCompletedExceptionally();
    send();
    assertThat(log.appends).hasSize(4);
  }

  @Test
  void aLateAnswerFreesItsRoom() {
    fill();
    hub.ticker.advance(5_000);
    hub.engine.housekeeping().run();

    assertThatThrownBy(this::publish).isInstanceOf(OverloadedException.class);
    log.passes.getFirst().complete(null);

    send();
    assertThat(log.appends).hasSize(3);
  }

  @Test
  void whatTheLogDoesNotAnswerInTimeMayBeStored() {
    CompletableFuture<Position> stored = publish();
    CompletableFuture<Position> passed = publish(TopicKind.EPHEMERAL);
    hub.ticker.advance(4_999);
    hub.engine.housekeeping().run();
    assertThat(stored).isNotDone();
    hub.ticker.advance(1);
    hub.engine.housekeeping().run();

    assertThatThrownBy(stored::join)
        .cause()
        .isInstanceOfSatisfying(
            LogUnavailableException.class, e -> assertThat(e.mayBeStored()).isTrue())
        .hasMessageContaining("realtime.log.timeout=PT5S");
    assertThatThrownBy(passed::join).hasRootCauseInstanceOf(LogUnavailableException.class);
    log.appends.getFirst().complete(PLACE);
    assertThat(stored).isCompletedExceptionally();
  }

  @Test
  void whatAPublisherDoesThenRunsOnNoLoop() {
    CompletableFuture<Thread> ran =
        publish().handle((position, failure) -> Thread.currentThread()).toCompletableFuture();
    hub.ticker.advance(5_000);
    hub.engine.housekeeping().run();

    assertThat(ran.join()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void whatWasAnsweredInTimeStaysSo() {
    CompletableFuture<Position> first = publish();
    CompletableFuture<Position> second = publish();
    log.appends.getLast().complete(PLACE);
    hub.ticker.advance(5_000);
    hub.engine.housekeeping().run();

    assertThatThrownBy(first::join).hasRootCauseInstanceOf(LogUnavailableException.class);
    assertThat(second.join()).isEqualTo(PLACE);
  }

  /** Stages that are no futures cannot be asked whether they are done. */
  @Test
  void aLogMayAnswerWithAnyStage() {
    Appends appends = new Appends(3, Duration.ofSeconds(5), hub.ticker, Runnable::run);
    CompletableFuture<Position> later = new CompletableFuture<>();

    CompletionStage<Position> done = appends.answer(CompletableFuture.completedStage(PLACE));
    CompletionStage<Position> failed =
        appends.answer(CompletableFuture.failedStage(new IOException("disk full")));
    CompletionStage<Position> open = appends.answer(later.minimalCompletionStage());

    assertThat(done.toCompletableFuture()).isCompletedWithValue(PLACE);
    assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
    assertThat(appends.underWay()).isEqualTo(1);
    later.complete(PLACE);
    assertThat(open.toCompletableFuture()).isCompletedWithValue(PLACE);
    assertThat(appends.underWay()).isZero();
  }

  @Test
  void closingFailsWhatIsUnderWay() {
    CompletableFuture<Position> published = publish();

    hub.close();

    assertThatThrownBy(published::join).hasRootCauseInstanceOf(HubClosedException.class);
  }

  /** A publisher may have found the hub open, and give its event to the log when that is closed. */
  @Test
  void whoBeginsToWaitAfterTheCloseIsTold() {
    Appends appends = new Appends(3, Duration.ofSeconds(5), hub.ticker, Runnable::run);
    appends.close(new HubClosedException("test"));

    CompletionStage<Position> answer = appends.answer(new CompletableFuture<>());

    assertThatThrownBy(() -> answer.toCompletableFuture().getNow(PLACE))
        .hasCauseInstanceOf(HubClosedException.class);
  }
}
