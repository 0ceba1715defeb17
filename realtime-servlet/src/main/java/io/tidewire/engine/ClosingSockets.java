package io.tidewire.engine;

import io.tidewire.Subscriber;
import io.tidewire.spi.HubSignal;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that outlive their connections: closed by us, and held open by a client that takes no
 * bytes or does not answer yet. They count as connections, or a client that closes badly could take
 * all that the process may open. Thread-safe.
 */
public final class ClosingSockets {

  private final Signals signals;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Without a socket yet.
   *
   * @param signals told of each change
   */
  ClosingSockets(Signals signals) {
    this.signals = signals;
  }

  /** One of them, equal to itself only. */
  public final class Socket {

    private final @Nullable String user;

    private Socket(@Nullable String user) {
      this.user = user;
    }

    /** The socket has really ended. Idempotent. */
    public void ended() {
      if (open.remove(this)) {
        tell();
      }
    }
  }

  /**
   * Counts a socket from now on.
   *
   * @param owner whose it is
   * @return to be told when it has ended
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

  /**
   * How many there are.
   *
   * @return the number of sockets under the state "closing"
   */
  public int count() {
    return open.size();
  }

  /**
   * How many there are of one user.
   *
   * @param user the user's name, or null for those who have none
   * @return the number of sockets
   */
  public int count(@Nullable String user) {
    return (int) open.stream().filter(socket -> Objects.equals(socket.user, user)).count();
  }
}
