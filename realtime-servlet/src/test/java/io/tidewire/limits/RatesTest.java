package io.tidewire.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What each of many may do in a period, and how little is kept of them. */
class RatesTest {

  private static final int MINUTE = 60_000;

  private long now = -5_000;

  private int added(Rates<String> rates, String key, int times) {
    int added = 0;
    for (int i = 0; i < times; i++) {
      added += rates.tryAdd(key, now) ? 1 : 0;
    }
    return added;
  }

  @Test
  void eachHasItsOwn() {
    Rates<String> rates = new Rates<>(3, MINUTE, 10);
    assertThat(added(rates, "a", 10)).isEqualTo(3);
    assertThat(added(rates, "b", 2)).isEqualTo(2);
    now += 2 * MINUTE;
    assertThat(added(rates, "a", 10)).as("much later").isEqualTo(3);
  }

  @Test
  void whatHasANameCountsOnceInAPeriod() {
    Rates<String> rates = new Rates<>(2, MINUTE, 10);
    for (int i = 0; i < 100; i++) {
      assertThat(rates.tryAdd("a", "one", now)).isTrue();
    }
    assertThat(rates.tryAdd("a", "two", now)).isTrue();
    assertThat(rates.tryAdd("a", "three", now)).isFalse();
    assertThat(rates.tryAdd("a", "three", now)).as("refused, so not remembered").isFalse();
    assertThat(rates.tryAdd("a", "one", now)).as("has counted").isTrue();
    now += MINUTE;
    assertThat(rates.tryAdd("a", "one", now)).as("counts again, at full weight").isTrue();
    assertThat(rates.tryAdd("a", "two", now)).isFalse();
  }

  @Test
  void onlySoManyNamesAreRemembered() {
    Rates<String> rates = new Rates<>(Rates.NAMES + 2, MINUTE, 10);
    for (int i = 0; i < Rates.NAMES; i++) {
      assertThat(rates.tryAdd("a", "name" + i, now)).isTrue();
    }
    assertThat(rates.tryAdd("a", "one more", now)).isTrue();
    assertThat(rates.tryAdd("a", "one more", now)).isTrue();
    assertThat(rates.tryAdd("a", "one more", now)).as("each use counts").isFalse();
    assertThat(rates.tryAdd("a", "name0", now)).isTrue();
  }

  @Test
  void onlySoManyAreKept() {
    Rates<String> rates = new Rates<>(1, MINUTE, 3);
    for (int i = 0; i < 1_000; i++) {
      assertThat(rates.tryAdd("a" + i, now)).isTrue();
    }
    assertThat(rates.size()).isEqualTo(3);
    assertThat(rates.tryAdd("a0", now)).as("the ones kept are bounded").isFalse();
    assertThat(added(rates, "a999", 5)).as("the others are not").isEqualTo(5);
    now += 2 * MINUTE;
    assertThat(added(rates, "a999", 5)).as("there is room again").isEqualTo(1);
    assertThat(rates.size()).isEqualTo(1);
  }

  @Test
  void whoDoesNothingIsForgotten() {
    Rates<String> rates = new Rates<>(5, MINUTE, 10);
    assertThat(rates.tryAdd("a", now)).isTrue();
    rates.sweep(now);
    now += MINUTE;
    assertThat(rates.tryAdd("b", now)).isTrue();
    rates.sweep(now);
    assertThat(rates.size()).as("the last period counts").isEqualTo(2);
    now += MINUTE;
    rates.sweep(now);
    assertThat(rates.size()).isEqualTo(1);
  }

  @Test
  void withoutALimitNothingIsKept() {
    Rates<String> rates = new Rates<>(LimitSettings.OFF, MINUTE, 10);
    assertThat(added(rates, "a", 1_000)).isEqualTo(1_000);
    assertThat(rates.size()).isZero();
  }
}
