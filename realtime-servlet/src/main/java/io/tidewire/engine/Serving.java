package io.tidewire.engine;

import io.tidewire.window.Ticker;
import org.jspecify.annotations.Nullable;

/** Queues the connections of a loop that have something waiting. Confined to the loop. */
final class Serving {

  private final Ticker ticker;
  private final Faults faults;
  private final Fifo<Connection> queue = new Fifo<>(64);

  Serving(Ticker ticker, Faults faults) {
    this.ticker = ticker;
    this.faults = faults;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Lets a connection be served in this turn or the next. */
  void soon(Connection connection) {
    queue.add(connection);
  }

  /**
   * Serves each connection that is waiting now, until the slice of the turn is over; returns false
   * if none is.
   */
  boolean serve() {
    int count = queue.size();
    if (count == 0) {
      return false;
    }
    long end = ticker.millis() + TurnState.SLICE_MILLIS;
    for (int left = count; left > 0 && ticker.millis() < end; left--) {
      serve(queue.poll());
    }
    return true;
  }

  private void serve(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.delivery().serve();
      } catch (Throwable e) {
        // Ends this connection, and not the loop or the others.
        faults.handle(connection, e);
      }
    }
  }
}
