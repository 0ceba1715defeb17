package io.tidewire.it.kit;

/** Told what comes over one connection of any transport, by one thread at a time. */
interface Sink {
  /** A frame of the contract, be it an event's envelope or another one. */
  void frame(Envelope frame);

  /** All up to this cursor has been served. */
  void reached(String cursor);

  /** The connection was refused, ended or broke; nothing is told after it. */
  void ended(End end);
}
