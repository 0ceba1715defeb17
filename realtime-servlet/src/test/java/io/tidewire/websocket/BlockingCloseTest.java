package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.carrier.Sessions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On Open Liberty itself {@code ClosedSocketsIT} tries it. */
class BlockingCloseTest {

  private final Sessions sessions = new Sessions(Thread::new, Duration.ofSeconds(1));
  private final AtomicBoolean sending = new AtomicBoolean();
  private final AtomicInteger counted = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private final BlockingClose close = new BlockingClose(sessions, sending::get, this::count);

  private Runnable count() {
    counted.incrementAndGet();
    return counted::decrementAndGet;
  }

  @AfterEach
  void end() {
    sessions.close();
  }

  @Test
  void nothingIsWaitedForIfNothingIsBeingSent() {
    close.close(closes::incrementAndGet);

    assertThat(closes).hasValue(1);
    assertThat(counted).hasValue(0);
  }

  @Test
  void itFollowsTheMessageAndTheSocketCountsUntilItHasEnded() {
    sending.set(true);
    close.close(closes::incrementAndGet);
    assertThat(closes).hasValue(0);
    assertThat(counted).hasValue(1);

    sending.set(false);
    close.sent();

    await().until(() -> closes.get() == 1);
    assertThat(counted).hasValue(1);
    close.ended();
    assertThat(counted).hasValue(0);
  }

  @Test
  void itIsMadeOnce() {
    sending.set(true);
    close.close(closes::incrementAndGet);

    close.sent();
    assertThat(closes).as("while another message follows").hasValue(0);
    sending.set(false);
    close.sent();
    close.sent();

    sessions.close();
    assertThat(closes).hasValue(1);
  }

  @Test
  void aMessageThatIsTakenInTheSameMomentIsNotMissed() {
    AtomicBoolean first = new AtomicBoolean(true);
    BlockingClose racing = new BlockingClose(sessions, () -> first.getAndSet(false), this::count);

    racing.close(closes::incrementAndGet);

    await().until(() -> closes.get() == 1);
  }

  @Test
  void aSessionThatHasEndedMeanwhileIsNotCounted() {
    sending.set(true);
    close.ended();

    close.close(closes::incrementAndGet);

    assertThat(counted).hasValue(0);
  }

  @Test
  void afterTheApplicationsEndTheThreadThatHasSentCloses() {
    sending.set(true);
    close.close(closes::incrementAndGet);
    sessions.close();

    sending.set(false);
    close.sent();

    assertThat(closes).hasValue(1);
  }
}
