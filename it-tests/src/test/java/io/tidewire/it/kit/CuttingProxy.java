package io.tidewire.it.kit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/**
 * A TCP proxy on the loopback address that passes bytes on until a test says otherwise. Each client
 * is given a {@link Line}, a port of its own, so that a test can break exactly its connections.
 *
 * <p>A connection costs two blocked threads and 32 KiB, a line one thread more. The methods may be
 * called by any thread. Nothing is random by itself: give {@link Cut#random} a seeded generator.
 */
public final class CuttingProxy implements AutoCloseable {
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  private final IntSupplier serverPort;

  /** A proxy in front of the server on this port of the loopback address. */
  public CuttingProxy(int serverPort) {
    this.serverPort = () -> serverPort;
  }

  /** Opens a further port; all that connects to it belongs to one line. */
  public Line line() {
    return line(serverPort);
  }

  /**
   * Opens one before several servers: each connection is passed to the port that is given for it,
   * and reset if nobody listens there.
   */
  public Line line(IntSupplier serverPorts) {
    Line line = Line.open(serverPorts);
    lines.add(line);
    return line;
  }

  /** Cuts every live connection now. */
  public void cutAll(Cut.Kind kind) {
    lines.forEach(line -> line.cutLive(kind));
  }

  /** Resets everything and frees all ports. */
  @Override
  public void close() {
    lines.forEach(Line::close);
  }
}
