package io.tidewire.benchmarks.load;

import java.nio.channels.SocketChannel;

/** A socket, and what reads it. */
interface Channel {

  SocketChannel socket();

  /** Takes what has arrived; the bytes are valid until it returns. */
  void take(byte[] bytes, int to);

  /**
   * Called when the server has ended the connection.
   *
   * @throws IllegalStateException if it must not, as with all but those that are told to stop
   */
  default void ended(IllegalStateException fault) {
    throw fault;
  }
}
