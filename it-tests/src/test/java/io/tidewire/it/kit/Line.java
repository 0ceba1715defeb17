package io.tidewire.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** One port of a {@link CuttingProxy} and the connections made to it. Thread-safe. */
public final class Line {
  private static final int BACKLOG = 50;

  private static final class ArmedCut {
    final Cut.Kind kind;
    long bytesLeft;

    ArmedCut(Cut cut) {
      this.kind = cut.kind();
      this.bytesLeft = cut.afterBytes();
    }
  }

  private final IntSupplier serverPort;
  private final ServerSocket listener;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicLong delivered = new AtomicLong();

  // Guarded by itself.
  private final Deque<ArmedCut> armed = new ArrayDeque<>();

  private Line(IntSupplier serverPort, ServerSocket listener) {
    this.serverPort = serverPort;
    this.listener = listener;
  }

  static Line open(IntSupplier serverPort) {
    try {
      ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      Line line = new Line(serverPort, listener);
      Link.startThread("line-" + listener.getLocalPort(), line::accept);
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port to connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * An address on this line, by {@code http} or {@code ws}, with TLS if the server's port has that;
   * the path begins with a slash.
   */
  public URI uri(String scheme, String path) {
    return URI.create(Tls.scheme(scheme, serverPort.getAsInt()) + "://127.0.0.1:" + port() + path);
  }

  /**
   * Cuts as told: at once all live connections, else the one that passes the last allowed byte.
   * With none alive it cuts the next one that the server writes to; with cuts waiting it waits its
   * turn.
   */
  public void cut(Cut cut) {
    if (cut.afterBytes() > 0 || cutLive(cut.kind()) == 0) {
      synchronized (armed) {
        armed.add(new ArmedCut(cut));
      }
    }
  }

  /** Whether a cut that was asked for has not happened yet. */
  public boolean isCutPending() {
    synchronized (armed) {
      return !armed.isEmpty();
    }
  }

  /** Drops the cuts that were asked for and have not happened yet. */
  public void dropCuts() {
    synchronized (armed) {
      armed.clear();
    }
  }

  /** Stops passing bytes from the server on the live connections, so that its writes back up. */
  public void stall() {
    links.forEach(link -> link.stall(true));
  }

  /** Passes bytes on after {@link #stall}. */
  public void resume() {
    links.forEach(link -> link.stall(false));
  }

  /**
   * Makes the peers of the live connections vanish for each other: bytes are swallowed both ways,
   * and neither learns of the other's end. Connections made later are not touched.
   */
  public void vanish() {
    links.forEach(Link::vanish);
  }

  /** Waits until at least this many connections were accepted since the line was opened. */
  public void awaitConnections(int count) {
    Await.until(count + " connections on line " + port(), () -> accepted.get() >= count);
  }

  /** The connections alive now. */
  public int live() {
    return links.size();
  }

  /** The connections cut so far. */
  public int cuts() {
    return cuts.get();
  }

  /** The bytes passed from the server to clients so far. */
  public long delivered() {
    return delivered.get();
  }

  /** Cuts the live connections, and gives their number. */
  int cutLive(Cut.Kind kind) {
    List<Link> cut = links.stream().filter(link -> link.close(kind)).toList();
    cuts.addAndGet(cut.size());
    return cut.size();
  }

  /**
   * Passes bytes to a client up to the next cut that is due, and carries that out.
   *
   * @return whether the link lives on
   */
  boolean deliver(Link link, byte[] bytes, int count) throws IOException {
    int allowed = count;
    Optional<Cut.Kind> due = Optional.empty();
    synchronized (armed) {
      if (!armed.isEmpty()) {
        ArmedCut next = armed.element();
        allowed = (int) Math.min(count, next.bytesLeft);
        next.bytesLeft -= allowed;
        due = next.bytesLeft == 0 ? Optional.of(armed.remove().kind) : due;
      }
    }
    link.write(bytes, allowed);
    delivered.addAndGet(allowed);
    if (due.filter(link::close).isPresent()) {
      cuts.incrementAndGet();
    }
    return due.isEmpty();
  }

  void closed(Link link) {
    links.remove(link);
  }

  void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(link -> link.close(Cut.Kind.RESET));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Link link = new Link(this, client);
        links.add(link);
        accepted.incrementAndGet();
        link.start(serverPort.getAsInt());
      }
    } catch (IOException e) {
      // The listener was closed: the line's end.
    }
  }
}
