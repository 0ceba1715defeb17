package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Clients that come back for a message that they cannot take. */
class OversizedTest {

  private final Oversized oversized = new Oversized();

  @Test
  void theSecondRefusalAtOneCursorIsToldAndThenTheThirdIsAFirstAgain() {
    assertThat(oversized.refusedAt("ann", "e-1")).isFalse();
    assertThat(oversized.refusedAt("ann", "e-1")).isTrue();
    assertThat(oversized.refusedAt("ann", "e-1")).isFalse();
  }

  @Test
  void anotherCursorAndAnotherUserAreOthers() {
    assertThat(oversized.refusedAt("ann", "e-1")).isFalse();
    assertThat(oversized.refusedAt("ann", "e-2")).isFalse();
    assertThat(oversized.refusedAt(null, "e-1")).isFalse();
  }

  @Test
  void onlyTheLastAreRemembered() {
    oversized.refusedAt("ann", "e-1");
    for (int i = 0; i < Oversized.REMEMBERED; i++) {
      oversized.refusedAt("bob", "e-" + i);
    }
    assertThat(oversized.refusedAt("ann", "e-1")).isFalse();
  }
}
