package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One connection that receives a topic. Confined to the load client's thread. */
abstract class Client implements Channel {

  /**
   * What every client has.
   *
   * @param socket its connection
   * @param inbox what takes what it receives
   * @param cookie its session; empty if it has none
   */
  record Line(SocketChannel socket, Inbox inbox, String cookie) {

    Line(SocketChannel socket, Inbox inbox) {
      this(socket, inbox, "");
    }

    NumberScanner scanner(Watch watch) {
      return new NumberScanner(inbox::arrived, watch);
    }

    /** A request to connect. */
    byte[] get(String path, String... headers) {
      if (cookie.isEmpty()) {
        return Head.get(path, headers);
      }
      String[] all = Arrays.copyOf(headers, headers.length + 1);
      all[headers.length] = "Cookie: " + cookie;
      return Head.get(path, all);
    }

    void send(byte[] bytes) {
      try {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          socket.write(rest);
        }
      } catch (IOException e) {
        throw new IllegalStateException("the server takes nothing", e);
      }
    }
  }

  protected final Line line;

  Client(Line line) {
    this.line = line;
  }

  @Override
  public final SocketChannel socket() {
    return line.socket;
  }

  /** Asks to receive the topic. */
  abstract void begin();

  /**
   * The same client on another connection, which goes on where this one was.
   *
   * @throws UnsupportedOperationException if its protocol has no cursor that this client knows
   */
  Client again(SocketChannel socket) {
    throw new UnsupportedOperationException("this client knows no cursor");
  }
}
