package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection that receives a topic. Confined to the load client's thread. */
abstract class Client implements Channel {

  private final SocketChannel socket;
  private final Tally tally;
  private final int step;
  private long last;
  private long received;

  protected final NumberScanner numbers = new NumberScanner(this::arrived);

  /**
   * @param step how far apart the numbers of its topic are
   */
  Client(SocketChannel socket, Tally tally, int step) {
    this.socket = socket;
    this.tally = tally;
    this.step = step;
  }

  private void arrived(long number) {
    long expected = received == 0 ? number : last + step;
    tally.arrived(number, expected, step);
    last = Math.max(last, number);
    received++;
  }

  boolean hasReceived() {
    return received > 0;
  }

  @Override
  public SocketChannel socket() {
    return socket;
  }

  /** Sends a request, which is small and alone on its way. */
  final void send(byte[] request) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(request);
      while (rest.hasRemaining()) {
        socket.write(rest);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server took no request", e);
    }
  }

  /** Asks to receive the topic. */
  abstract void begin();
}
