package io.tidewire.window;

import io.tidewire.Topic;

/** Reads the ring of a window, such as a loop. */
public interface Follower {

  /**
   * Sets where it begins; called once, before any other method.
   *
   * @param place its place in the ring
   * @param order the order of the last event before that place
   */
  void beginAt(long place, long order);

  /**
   * Tells how far it has read the ring; any thread may call this.
   *
   * @return the place of the next event that it has not read
   */
  long place();

  /**
   * Called by the log's thread when an event is in the ring; must return at once.
   *
   * @param topic the event's topic
   */
  void arrived(Topic topic);

  /** Called by the log's thread when a cut is in the ring, which concerns all; returns at once. */
  void wake();
}
