package io.tidewire.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What passes in a second is bounded, and what waits long enough passes. */
class SlidingWindowTest {

  private static int added(SlidingWindow window, long now, int times, long most) {
    int added = 0;
    for (int i = 0; i < times; i++) {
      added += window.tryAdd(now, most) ? 1 : 0;
    }
    return added;
  }

  @Test
  void aBurstPassesUpToTheLimit() {
    assertThat(added(new SlidingWindow(5, 1_000), 5, 100, 10)).isEqualTo(10);
  }

  @Test
  void whatHappenedFadesInTheSecondAfter() {
    SlidingWindow window = new SlidingWindow(-7_000, 1_000);
    assertThat(added(window, -6_999, 10, 10)).isEqualTo(10);
    assertThat(added(window, -6_001, 10, 10)).as("the same second").isZero();
    assertThat(added(window, -6_000, 10, 10)).as("the next begins").isEqualTo(1);
    assertThat(added(window, -5_500, 10, 10)).as("half of it has passed").isEqualTo(5);
    assertThat(added(window, -3_000, 20, 10)).as("much later").isEqualTo(10);
  }

  @Test
  void aSteadyRateAtTheLimitPasses() {
    SlidingWindow window = new SlidingWindow(0, 1_000);
    for (int now = 0; now < 20_000; now += 100) {
      assertThat(window.tryAdd(now, 10)).as("at %d", now).isTrue();
    }
  }

  /** A thread may have read the clock before another one did that came first. */
  @Test
  void aTimeThatLiesBackCountsAsThePresent() {
    SlidingWindow window = new SlidingWindow(10_000, 1_000);
    assertThat(added(window, 10_000, 10, 10)).isEqualTo(10);
    assertThat(added(window, 11_500, 10, 10)).isEqualTo(6);
    assertThat(added(window, 10_900, 10, 10)).isZero();
  }

  @Property
  void neverTwiceAsManyInASecond(
      @ForAll @Size(max = 300) List<@IntRange(max = 700) Integer> pauses,
      @ForAll @IntRange(min = 1, max = 8) int most) {
    SlidingWindow window = new SlidingWindow(0, 1_000);
    List<Long> passed = new ArrayList<>();
    long now = 0;
    for (int pause : pauses) {
      now += pause < 500 ? pause / 100 : pause;
      if (window.tryAdd(now, most)) {
        passed.add(now);
      }
    }
    for (long from : passed) {
      assertThat(passed.stream().filter(time -> time >= from && time < from + 1_000).count())
          .isLessThanOrEqualTo(2L * most);
    }
  }
}
