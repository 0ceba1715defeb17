package io.tidewire.engine;

import io.tidewire.Position;

/** Where a subscription begins. */
public sealed interface StartFrom {

  /** With the next event. */
  record Now() implements StartFrom {}

  /** With the oldest event that is kept. */
  record Beginning() implements StartFrom {}

  /**
   * Behind a cursor.
   *
   * @param position the last place that was seen
   */
  record After(Position position) implements StartFrom {}

  /**
   * With the last few events of each topic.
   *
   * @param events how many, at least 1
   */
  record Rewind(int events) implements StartFrom {}
}
