package io.tidewire.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many connections somebody may hold. */
class LimitTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, true",
    "1, 2, false",
    "100, 100, true",
    "100, 101, false",
    "9223372036854775807, 9223372036854775807, true"
  })
  void soManyMayBeHeld(long most, long used, boolean isAllowed) {
    Limit limit = new Limit("one user", Bound.PER_USER, most);
    assertThat(limit.refusal(used).isEmpty()).isEqualTo(isAllowed);
  }

  @Test
  void aRefusalNamesTheSetting() {
    assertThat(new Limit("one user", Bound.PER_USER, 3).refusal(4))
        .contains(
            "one user may hold at most 3 connections on this node, by realtime.limits.per-user");
    assertThat(new Limit("one address", Bound.ADDRESS_SHARE, 9).refusal(10))
        .contains(
            "one address may hold at most 9 connections on this node, by nine tenths of"
                + " realtime.max-connections");
  }

  @Test
  void eachLimitIsCountedApart() {
    Reached reached = new Reached();
    reached.count(Bound.PER_USER);
    reached.count(Bound.PER_USER);
    reached.count(Bound.ADDRESS_SHARE);
    assertThat(reached.all())
        .hasSize(Bound.values().length)
        .containsEntry("realtime.limits.per-user", 2L)
        .containsEntry("nine tenths of realtime.max-connections", 1L)
        .containsEntry("realtime.max-connections", 0L);
  }
}
