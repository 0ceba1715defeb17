package io.tidewire.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client's connection and the one to the server behind it. A thread per direction passes on
 * bytes, ends and resets as what they are.
 */
final class Link {
  /** Small, so that a stalled line pushes back on the server soon. */
  private static final int BUFFER = 16 * 1024;

  private final Line line;
  private final Socket client;
  private final Socket server = new Socket();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger ends = new AtomicInteger();
  private volatile boolean vanished;

  // Guarded by this.
  private boolean stalled;

  Link(Line line, Socket client) {
    this.line = line;
    this.client = client;
  }

  /** Connects to the server, and resets the client where that fails. */
  void start(int serverPort) {
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.setReceiveBufferSize(BUFFER);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
      startThread("link-up", () -> pass(client, server));
      startThread("link-down", () -> pass(server, client));
    } catch (IOException e) {
      close(Cut.Kind.RESET);
    }
  }

  synchronized void stall(boolean value) {
    stalled = value;
    notifyAll();
  }

  void vanish() {
    vanished = true;
    stall(false);
    // A thread that passes bytes on may be held up by a peer that does not read.
    startThread("link-void", () -> swallow(client));
    startThread("link-void", () -> swallow(server));
  }

  void write(byte[] bytes, int count) throws IOException {
    client.getOutputStream().write(bytes, 0, count);
  }

  /** Ends both connections in the given way; false if that had been done. */
  boolean close(Cut.Kind kind) {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    stall(false);
    end(client, kind);
    end(server, kind);
    line.closed(this);
    return true;
  }

  static void startThread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void swallow(Socket from) {
    try {
      // A window smaller than the loopback's segments lets little through, if it was full once.
      from.setReceiveBufferSize(64 * BUFFER);
      from.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // What comes to an end here is nobody's concern any more.
    }
  }

  private static void end(Socket socket, Cut.Kind kind) {
    try (socket) {
      if (kind == Cut.Kind.RESET) {
        socket.setSoLinger(true, 0);
      } else {
        // Closed with unread bytes, a socket resets its peer: the end must be on its way before.
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // A socket whose peer was faster has ended by itself.
    }
  }

  private void pass(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      byte[] bytes = new byte[BUFFER];
      boolean alive = true;
      for (int count = in.read(bytes); alive && count >= 0; count = alive ? in.read(bytes) : -1) {
        alive = pass(to, bytes, count);
      }
      if (alive && !vanished) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      if (!vanished) {
        close(Cut.Kind.RESET);
      }
    }
    // What has vanished stays open, whatever becomes of the peers, until it is cut.
    if (ends.incrementAndGet() == 2 && !vanished) {
      close(Cut.Kind.FIN);
    }
  }

  private boolean pass(Socket to, byte[] bytes, int count) throws IOException {
    boolean down = to == client;
    if (down) {
      awaitNoStall();
    }
    if (vanished) {
      return true;
    }
    if (down) {
      return line.deliver(this, bytes, count);
    }
    to.getOutputStream().write(bytes, 0, count);
    return true;
  }

  private synchronized void awaitNoStall() {
    try {
      while (stalled) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
