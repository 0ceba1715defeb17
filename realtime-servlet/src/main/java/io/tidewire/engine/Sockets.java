package io.tidewire.engine;

import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.spi.HubSignal;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts and bounds the sockets of a hub on this node: those of its connections, and those that
 * outlive theirs. Thread-safe.
 */
final class Sockets {

  private final int most;
  private final Signals signals;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> closing = ConcurrentHashMap.newKeySet();

  /** Creates a count of zero; the signals are told how many are closing. */
  Sockets(int most, Signals signals) {
    this.most = most;
    this.signals = signals;
  }

  /** Counts for one user, null if anonymous; equal only to itself. */
  private static final class Socket {

    private final @Nullable String user;

    private Socket(@Nullable String user) {
      this.user = user;
    }
  }

  /** Counts one more connection, or refuses it if there are too many. */
  void admit() {
    if (connections.incrementAndGet() + closing() > most) {
      left();
      throw new OverloadedException("this node holds realtime.max-connections=" + most);
    }
  }

  /** Counts one connection less. */
  void left() {
    connections.decrementAndGet();
  }

  /** Counts a socket that is closing until the returned action is run, once or more often. */
  Runnable closing(Subscriber owner) {
    Socket socket = new Socket(owner.name());
    closing.add(socket);
    tell();
    return () -> {
      if (closing.remove(socket)) {
        tell();
      }
    };
  }

  private void tell() {
    signals.emit(() -> new HubSignal.Closing(closing()));
  }

  /** {@return how many outlive their connections} */
  int closing() {
    return closing.size();
  }

  /** {@return how many sockets of one user are closing; null stands for all anonymous clients} */
  int closingOf(@Nullable String user) {
    return (int) closing.stream().filter(socket -> Objects.equals(socket.user, user)).count();
  }
}
