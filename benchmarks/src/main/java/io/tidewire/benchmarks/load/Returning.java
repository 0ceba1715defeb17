package io.tidewire.benchmarks.load;

import java.nio.channels.SocketChannel;

/**
 * A client that reads again after it has stopped for a time. If the server has ended its connection
 * by then, that is no fault.
 *
 * @param client the client
 * @param anew lets it come back
 */
record Returning(Client client, Runnable anew) implements Channel {

  @Override
  public SocketChannel socket() {
    return client.socket();
  }

  @Override
  public void take(byte[] bytes, int to) {
    try {
      client.take(bytes, to);
    } catch (StreamEndException e) {
      ended(e);
    }
  }

  @Override
  public void ended(IllegalStateException fault) {
    anew.run();
  }
}
