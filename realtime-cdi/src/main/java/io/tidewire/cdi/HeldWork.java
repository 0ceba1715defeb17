package io.tidewire.cdi;

import io.tidewire.engine.Transactions.Deferred;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What one transaction holds. A transaction has one thread at a time, and so has this. */
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
    // all was encoded when it was fired
  }

  @Override
  public void afterCompletion(int status) {
    Consumer<Deferred> end =
        status == Status.STATUS_COMMITTED ? Deferred::committed : Deferred::rolledBack;
    works.forEach(work -> run(work, end));
    works.clear();
  }

  /** The transaction manager could do nothing with a failure, and the next one must still run. */
  private static void run(Deferred work, Consumer<Deferred> end) {
    try {
      end.accept(work);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "work held for a transaction failed after its end", e);
    }
  }
}
