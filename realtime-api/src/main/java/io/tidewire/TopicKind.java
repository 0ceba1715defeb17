package io.tidewire;

/**
 * Says how long an event of a topic is kept, and with that whether a client can resume behind it.
 */
public enum TopicKind {
  /** Kept in the replay window; carries a cursor, and its loss is always told by a gap. */
  PLAIN,

  /**
   * Delivered to those who are subscribed now, and forgotten: no cursor, no replay, no gap. For
   * typing notices and pointer positions, where only the latest moment has any value.
   */
  EPHEMERAL
}
