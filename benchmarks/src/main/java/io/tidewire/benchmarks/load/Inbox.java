package io.tidewire.benchmarks.load;

/** Takes what a client finds in the bytes that it receives. */
interface Inbox {

  /** The server has accepted the client. */
  void served();

  /** A message has come. */
  void arrived(long number);
}
