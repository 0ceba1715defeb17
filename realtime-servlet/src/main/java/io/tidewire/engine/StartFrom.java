package io.tidewire.engine;

import io.tidewire.Position;

/** Tells where a subscription begins. */
public sealed interface StartFrom {

  /** Begins with the next event. */
  record Now() implements StartFrom {}

  /** Begins with the oldest event that is kept. */
  record Beginning() implements StartFrom {}

  /**
   * Begins after a cursor.
   *
   * @param position the cursor
   */
  record After(Position position) implements StartFrom {}

  /**
   * Begins with the last few events of each topic.
   *
   * @param events how many, at least 1
   */
  record Rewind(int events) implements StartFrom {}
}
