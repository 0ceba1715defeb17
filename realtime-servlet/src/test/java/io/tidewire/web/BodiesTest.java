package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.OverloadedException;
import org.junit.jupiter.api.Test;

/** How much of all bodies together an application holds. */
class BodiesTest {

  private static final int MIB = 1 << 20;

  private static RequestBody opened(Bodies bodies, int maxBytes) {
    RequestBody body = new RequestBody(bodies, maxBytes);
    bodies.opened(body);
    return body;
  }

  @Test
  void allBodiesTogetherHoldSixtyFourMebibytes() {
    Bodies bodies = new Bodies(64 << 10);
    RequestBody first = opened(bodies, 64 << 10);
    bodies.received(63 * MIB);
    RequestBody second = opened(bodies, 64 << 10);
    bodies.received(MIB);

    assertThatThrownBy(() -> bodies.received(1))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("67108864 bytes");
    bodies.ended(second, MIB + 1);
    assertThatCode(() -> bodies.received(MIB)).doesNotThrowAnyException();

    bodies.ended(first, 63 * MIB);
    assertThatCode(() -> bodies.received(63 * MIB)).as("room again").doesNotThrowAnyException();
  }

  @Test
  void oneThatEndsTwiceGivesItsRoomBackOnce() {
    Bodies bodies = new Bodies(64 << 10);
    RequestBody body = opened(bodies, 64 << 10);
    bodies.received(64 * MIB);
    bodies.ended(body, 32 * MIB);
    bodies.ended(body, 32 * MIB);

    bodies.received(32 * MIB);
    assertThatThrownBy(() -> bodies.received(1)).isInstanceOf(OverloadedException.class);
  }

  @Test
  void whereMessagesMayBeLargeFourOfThemFit() {
    Bodies bodies = new Bodies(32 * MIB);
    bodies.received(128 * MIB);
    assertThatThrownBy(() -> bodies.received(1)).isInstanceOf(OverloadedException.class);
  }
}
