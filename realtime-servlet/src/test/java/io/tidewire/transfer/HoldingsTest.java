package io.tidewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.limits.Bound;
import io.tidewire.limits.LimitSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much may be under way at once. */
class HoldingsTest {

  private final Holdings holdings =
      new Holdings(new LimitSettings.Transfers(400, 3, 1_000, Duration.ofMinutes(1)));

  private static Order order(String owner, long address, long size) {
    return new Order(owner, address, Topic.of("files"), "t", Payload.json("null"), size, "");
  }

  @Test
  void anOwnerHasSoMany() {
    for (int i = 0; i < 3; i++) {
      assertThat(holdings.take(order("ann", 1, 10))).isEmpty();
    }
    assertThat(holdings.take(order("ann", 2, 10))).contains(Bound.TRANSFERS_PER_OWNER);
    assertThat(holdings.take(order("ben", 1, 10))).isEmpty();
    holdings.give(order("ann", 1, 10));
    assertThat(holdings.take(order("ann", 1, 10))).isEmpty();
  }

  @Test
  void anAddressLeavesATenthToOthers() {
    assertThat(holdings.take(order("a", 1, 400))).isEmpty();
    assertThat(holdings.take(order("b", 1, 400))).isEmpty();
    assertThat(holdings.take(order("c", 1, 101))).contains(Bound.TRANSFER_BYTES_SHARE);
    assertThat(holdings.take(order("c", 1, 100))).isEmpty();
    assertThat(holdings.take(order("d", 2, 101))).contains(Bound.TRANSFER_BYTES);
    assertThat(holdings.take(order("d", 2, 100))).isEmpty();
    assertThat(holdings.take(order("e", 3, 1))).contains(Bound.TRANSFER_BYTES);
  }

  @Test
  void whereNoAddressIsKnownAllIsForAll() {
    assertThat(holdings.take(order("a", 0, 400))).isEmpty();
    assertThat(holdings.take(order("b", 0, 400))).isEmpty();
    assertThat(holdings.take(order("c", 0, 200))).isEmpty();
  }

  @Test
  void theLargestFitsInWhateverTheSettingSays() {
    Holdings small = new Holdings(new LimitSettings.Transfers(400, 3, 100, Duration.ofMinutes(1)));
    assertThat(small.take(order("a", 1, 400))).isEmpty();
    assertThat(small.take(order("b", 2, 400))).isEmpty();
    assertThat(small.take(order("c", 3, 1))).contains(Bound.TRANSFER_BYTES);
  }

  /** Each takes some heap, however small its file is. */
  @Test
  void theyAreBoundedInNumberToo() {
    Holdings many =
        new Holdings(new LimitSettings.Transfers(1_000, 3, 10_000_000, Duration.ofMinutes(1)));
    for (int i = 0; i < Holdings.MOST_TRANSFERS; i++) {
      assertThat(many.take(order("a" + i, i + 1, 0))).isEmpty();
    }
    assertThat(many.take(order("one more", 2, 0))).contains(Bound.TRANSFER_BYTES);
  }

  @Test
  void whatIsGivenBackLeavesNothing() {
    assertThat(holdings.take(order("a", 1, 300))).isEmpty();
    assertThat(holdings.take(order("a", 1, 0))).isEmpty();
    assertThat(holdings.bytes()).isEqualTo(301);
    holdings.give(order("a", 1, 300));
    holdings.give(order("a", 1, 0));
    assertThat(holdings.bytes()).isZero();
    assertThat(holdings.kept()).isZero();
  }
}
