package io.tidewire.benchmarks.load;

/** What is special about clients. */
public enum Trait {
  /** One more client receives all topics, and reads nothing. */
  ONE_STALLED,

  /** One more client receives all topics, stops reading for a time, and goes on. */
  ONE_STOPS,

  /** Each client has signed in as a user of its own, and has a session. */
  SIGNED_IN,

  /** Messages are published by clients, over connections of their own, and not by code. */
  CLIENTS_PUBLISH
}
