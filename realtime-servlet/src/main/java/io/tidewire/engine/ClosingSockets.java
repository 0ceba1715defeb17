package io.tidewire.engine;

import io.tidewire.Subscriber;
import io.tidewire.spi.HubSignal;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts sockets that outlive their connections: closed by us, but held open by a client that takes
 * no bytes or has not answered yet. They count as connections; otherwise clients that do not close
 * could use up the process's file descriptors. Thread-safe.
 */
public final class ClosingSockets {

  private final Signals signals;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Creates a count of zero.
   *
   * @param signals are told of each change
   */
  ClosingSockets(Signals signals) {
    this.signals = signals;
  }

  /** Counts one socket; equal only to itself. */
  public final class Socket {

    private final @Nullable String user;

    private Socket(@Nullable String user) {
      this.user = user;
    }

    /** Stops counting, when the socket has really ended. Idempotent. */
    public void ended() {
      if (open.remove(this)) {
        tell();
      }
    }
  }

  /**
   * Starts counting a socket.
   *
   * @param owner whose socket it is
   * @return what to tell when the socket has ended
   */
  public Socket add(Subscriber owner) {
    Socket socket = new Socket(owner.name());
    open.add(socket);
    tell();
    return socket;
  }

  private void tell() {
    signals.emit(() -> new HubSignal.Closing(open.size()));
  }

  /** {@return the number of closing sockets} */
  public int count() {
    return open.size();
  }

  /**
   * {@return the number of closing sockets of one user}
   *
   * @param user the user's name, or null for those of anonymous clients
   */
  public int count(@Nullable String user) {
    return (int) open.stream().filter(socket -> Objects.equals(socket.user, user)).count();
  }
}
