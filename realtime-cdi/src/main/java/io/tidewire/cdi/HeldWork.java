package io.tidewire.cdi;

import io.tidewire.engine.Transactions.Deferred;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Holds the work of one transaction. Like it, used by one thread at a time. */
final class HeldWork implements Synchronization {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final List<Deferred> works = new ArrayList<>();

  void add(Deferred work) {
    if (works.stream().noneMatch(earlier -> earlier.takesOver(work))) {
      works.add(work);
    }
  }

  @Override
  public void beforeCompletion() {
    // Nothing to do: everything was encoded when it was fired.
  }

  @Override
  public void afterCompletion(int status) {
    Consumer<Deferred> end =
        status == Status.STATUS_COMMITTED ? Deferred::committed : Deferred::rolledBack;
    works.forEach(work -> run(work, end));
    works.clear();
  }

  /** Logs a failure: the transaction manager could not handle it, and the next work must run. */
  private static void run(Deferred work, Consumer<Deferred> end) {
    try {
      end.accept(work);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "work held for a transaction failed after its end", e);
    }
  }
}
