package io.tidewire.engine;

import io.tidewire.Subscriber;
import io.tidewire.spi.HubSignal;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts the sockets of a hub that outlive their connections. Thread-safe. */
final class ClosingSockets {

  private final Signals signals;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Creates a count of zero; the signals are told of each change. */
  ClosingSockets(Signals signals) {
    this.signals = signals;
  }

  /** Counts for one user, null if anonymous; equal only to itself. */
  private static final class Socket {

    private final @Nullable String user;

    private Socket(@Nullable String user) {
      this.user = user;
    }
  }

  /** Counts a socket until the returned action is run, once or more often. */
  Runnable add(Subscriber owner) {
    Socket socket = new Socket(owner.name());
    open.add(socket);
    tell();
    return () -> {
      if (open.remove(socket)) {
        tell();
      }
    };
  }

  private void tell() {
    signals.emit(() -> new HubSignal.Closing(open.size()));
  }

  int count() {
    return open.size();
  }

  /** {@return how many sockets of one user are closing; null stands for all anonymous clients} */
  int count(@Nullable String user) {
    return (int) open.stream().filter(socket -> Objects.equals(socket.user, user)).count();
  }
}
