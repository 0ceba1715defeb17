package io.tidewire.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Topic;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers wait for loops that move, and not again for one that does not. */
@Timeout(60)
class BacklogTest {

  /** Long enough for a test to see that nobody waits for it. */
  private static final Duration HOURS = Duration.ofHours(10);

  private static final int HALF = 8;

  private final Ring ring = new Ring(2 * HALF);
  private final Backlog backlog = new Backlog(ring);

  /** With a wait of hours, only one that is not begun ends within this test. */
  @Test
  void onceAWaitHasFailedNobodyWaitsUntilALoopHasMoved() throws Exception {
    AtomicLong place = new AtomicLong(3);
    backlog.add(new LateFollower(place));
    for (int i = 0; i < 3 + HALF; i++) {
      ring.write(new RingEntry(null, i, 0));
    }
    long now = System.nanoTime();
    assertThat(backlog.awaitBelow(HALF, now)).isFalse();

    assertThat(backlog.awaitBelow(HALF, now + HOURS.toNanos())).isFalse();

    ring.write(new RingEntry(null, 3 + HALF, 0));
    place.set(4);
    ExecutorService publisher = Executors.newSingleThreadExecutor();
    Future<Boolean> waiting =
        publisher.submit(() -> backlog.awaitBelow(HALF, now + HOURS.toNanos()));
    assertThatThrownBy(() -> waiting.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    backlog.close();
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
    publisher.shutdown();
  }

  /** Reads as far as it is told. */
  private record LateFollower(AtomicLong at) implements Follower {

    @Override
    public void beginAt(long place, long order) {}

    @Override
    public long place() {
      return at.get();
    }

    @Override
    public void arrived(Topic topic) {}

    @Override
    public void wake() {}
  }
}
