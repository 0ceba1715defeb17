package io.tidewire.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.limits.ByteShares.Taken;
import org.junit.jupiter.api.Test;

class ByteSharesTest {

  private static final long ONE = 7;
  private static final long OTHER = 8;

  private final ByteShares shares = new ByteShares(100);

  @Test
  void oneAddressLeavesATenthToOthers() {
    assertThat(shares.take(ONE, 90)).isEqualTo(Taken.YES);
    assertThat(shares.take(ONE, 1)).isEqualTo(Taken.ADDRESS_HOLDS_TOO_MUCH);
    assertThat(shares.take(OTHER, 10)).isEqualTo(Taken.YES);
    assertThat(shares.take(OTHER, 1)).isEqualTo(Taken.ALL_HOLD_TOO_MUCH);
    assertThat(shares.used()).as("what is refused takes nothing").isEqualTo(100);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgainAndLeavesNothing() {
    assertThat(shares.take(ONE, 40)).isEqualTo(Taken.YES);
    assertThat(shares.take(ONE, 50)).isEqualTo(Taken.YES);
    shares.give(ONE, 40);
    assertThat(shares.take(ONE, 40)).isEqualTo(Taken.YES);
    shares.give(ONE, 90);
    assertThat(shares.used()).isZero();
    assertThat(shares.addresses()).isZero();
  }

  @Test
  void whatIsTakenAnywayIsToBeGivenBack() {
    assertThat(shares.takeAnyway(ONE, 91)).isEqualTo(Taken.ADDRESS_HOLDS_TOO_MUCH);
    assertThat(shares.takeAnyway(OTHER, 10)).isEqualTo(Taken.ALL_HOLD_TOO_MUCH);
    assertThat(shares.used()).isEqualTo(101);
    shares.give(ONE, 91);
    shares.give(OTHER, 10);
    assertThat(shares.used()).isZero();
    assertThat(shares.addresses()).isZero();
  }

  @Test
  void addressesThatAreNotKnownHaveNoShare() {
    assertThat(shares.take(AddressKey.UNKNOWN, 100)).isEqualTo(Taken.YES);
    assertThat(shares.addresses()).isZero();
  }
}
