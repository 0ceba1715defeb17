package io.tidewire.benchmarks.targets;

/** One subscriber of a bare target. Called by its lane's thread. */
interface Receiver {

  /** Sends messages of its topic. */
  void send(Batch batch);

  /** Whether it can still be sent anything. */
  boolean isOpen();
}
