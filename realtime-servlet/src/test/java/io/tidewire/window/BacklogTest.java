package io.tidewire.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers wait for loops that move, and not again for one that does not. */
@Timeout(60)
class BacklogTest {

  /** Long enough for a test to see that nobody waits for it. */
  private static final Duration HOURS = Duration.ofHours(10);

  private static final int HALF = 8;

  /** With a wait of hours, only one that is not begun ends within this test. */
  @Test
  void onceAWaitHasFailedNobodyWaitsUntilALoopHasMoved() throws Exception {
    Backlog backlog = new Backlog();
    long now = System.nanoTime();
    assertThat(backlog.awaitBelow(HALF, () -> HALF, () -> 3, now)).isFalse();

    assertThat(backlog.awaitBelow(HALF, () -> HALF, () -> 3, now + HOURS.toNanos())).isFalse();

    ExecutorService publisher = Executors.newSingleThreadExecutor();
    Future<Boolean> waiting =
        publisher.submit(
            () -> backlog.awaitBelow(HALF, () -> HALF, () -> 4, now + HOURS.toNanos()));
    assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    backlog.close();
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
    publisher.shutdown();
  }
}
