package io.tidewire.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts what clients ask by requests of their own, without a connection, so that the end of their
 * application can wait for the answers. Thread-safe.
 */
final class Exchanges {

  // Guarded by this.
  private final List<CompletableFuture<Void>> awaited = new ArrayList<>(0);
  private int underWay;

  /**
   * Counts one.
   *
   * @return to be run when it is answered; idempotent
   */
  synchronized Runnable begin() {
    underWay++;
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.compareAndSet(false, true)) {
        end();
      }
    };
  }

  private void end() {
    for (CompletableFuture<Void> none : ended()) {
      none.complete(null);
    }
  }

  private synchronized List<CompletableFuture<Void>> ended() {
    underWay--;
    if (underWay > 0) {
      return List.of();
    }
    List<CompletableFuture<Void>> told = List.copyOf(awaited);
    awaited.clear();
    return told;
  }

  /** {@return completes as soon as none is under way} */
  synchronized CompletableFuture<Void> none() {
    CompletableFuture<Void> none = new CompletableFuture<>();
    if (underWay == 0) {
      none.complete(null);
    } else {
      awaited.add(none);
    }
    return none;
  }
}
