package io.tidewire.window;

/**
 * Bounds how much one piece of work under the window's lock may look at. Work that does not end
 * within it stops, and continues after publishers and other connections have had their turn.
 */
final class Effort {

  private int left;
  private int spent;

  Effort(int looks) {
    this.left = looks;
  }

  /** Spends some looks; returns false if none was left. */
  boolean spend(int looks) {
    if (left <= 0) {
      return false;
    }
    left -= looks;
    spent += looks;
    return true;
  }

  int spent() {
    return spent;
  }
}
