package io.tidewire.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Position;
import org.junit.jupiter.api.Test;

class EpochsTest {

  private final Epochs epochs = new Epochs();

  /** The epoch {@code a} has come to 10, and {@code b} follows. */
  private void aThenB() {
    goOn("a", 0, 0);
    goOn("b", 0, 10);
  }

  private void goOn(String name, long lost, long newest) {
    epochs.goOn(name, lost, epochs.orderIn(name, lost, newest));
  }

  private Position position(long order) {
    return epochs.position(order, order);
  }

  @Test
  void inTheFirstEpochTheOrderIsTheSequence() {
    goOn("a", 0, 0);
    assertThat(epochs.order(7)).isEqualTo(7);
    assertThat(position(7)).isEqualTo(new Position("a", 7));
    assertThat(epochs.orderOf(new Position("a", 7), 7)).isEqualTo(7);
  }

  @Test
  void ordersRiseOverEpochs() {
    aThenB();
    assertThat(epochs.order(1)).isEqualTo(12);
    assertThat(position(10)).isEqualTo(new Position("a", 10));
    assertThat(position(12)).isEqualTo(new Position("b", 1));
  }

  @Test
  void theLastOrderOfAnEpochAndTheFirstOfTheNextDiffer() {
    aThenB();
    assertThat(epochs.orderOf(new Position("a", 10), 10)).isEqualTo(10);
    assertThat(epochs.orderOf(new Position("b", 0), 10)).isEqualTo(11);
    assertThat(position(11)).isEqualTo(new Position("b", 0));
  }

  @Test
  void aCursorOfAnEarlierEpochIsForeign() {
    aThenB();
    assertThat(epochs.orderOf(new Position("a", 10), 11)).isEqualTo(-1);
    assertThat(epochs.orderOf(new Position("c", 1), 11)).isEqualTo(-1);
  }

  @Test
  void aCursorAheadNeverReachesIntoTheNextEpoch() {
    aThenB();
    assertThat(epochs.orderOf(new Position("a", 500), 5)).isEqualTo(10);
  }

  @Test
  void anOrderAheadOfALoopBelongsToItsEpoch() {
    aThenB();
    assertThat(epochs.position(50, 5)).isEqualTo(new Position("a", 50));
    assertThat(epochs.position(50, 11)).isEqualTo(new Position("b", 39));
  }

  @Test
  void anEpochThatComesBackIsAnotherOne() {
    aThenB();
    goOn("a", 0, 19);
    assertThat(position(25)).isEqualTo(new Position("a", 5));
    assertThat(epochs.orderOf(new Position("a", 5), 25)).isEqualTo(25);
  }

  @Test
  void forgottenEpochsGiveACursorThatIsAGap() {
    for (int i = 0; i < 2 * Epochs.KEPT; i++) {
      goOn("e" + i, 0, 10L * i - 1);
    }
    Position oldest = new Position("e" + Epochs.KEPT, 0);
    assertThat(position(5)).isEqualTo(oldest);
    assertThat(position(10L * Epochs.KEPT)).isEqualTo(oldest);
    assertThat(position(20L * Epochs.KEPT)).isEqualTo(new Position("e127", 10));
    assertThat(epochs.orderOf(new Position("e3", 1), 5)).isEqualTo(-1);
    assertThat(epochs.beginOf(5)).isEqualTo(5);
  }

  @Test
  void anEpochBeginsAboveWhatIsLostOfIt() {
    goOn("a", 3, 0);
    goOn("b", 7, 10);
    goOn("b", 9, 18);
    assertThat(epochs.order(9)).isEqualTo(20);
    assertThat(epochs.beginOf(10)).isEqualTo(3);
    assertThat(epochs.beginOf(20)).isEqualTo(18);
    assertThat(position(18)).isEqualTo(new Position("b", 7));
  }

  @Test
  void beforeTheFirstThereIsNoPosition() {
    assertThatThrownBy(() -> position(0)).isInstanceOf(IllegalStateException.class);
    assertThat(epochs.orderOf(new Position("a", 1), 0)).isEqualTo(-1);
    assertThat(epochs.beginOf(0)).isZero();
  }
}
