package io.tidewire.engine;

import java.util.List;

/** Does for a hub what is due about once a second. Called by one thread at a time. */
final class Housekeeping implements Runnable {

  private final Shared shared;
  private final Faults faults;
  private final TailReport tailReport;
  private final Appends appends;
  private final List<Attachment> attachments;

  Housekeeping(Shared shared, Appends appends, List<Attachment> attachments) {
    this.shared = shared;
    this.faults = new Faults(shared.boundedLog());
    this.tailReport = new TailReport(shared.hub(), shared.tail(), shared.boundedLog());
    this.appends = appends;
    this.attachments = attachments;
  }

  /** One that fails keeps the others from nothing. */
  @Override
  public void run() {
    attempt(() -> shared.window().replay().trim());
    attempt(tailReport::sweep);
    attempt(appends::sweep);
    attempt(shared.nodeLimits()::sweep);
    for (Attachment attachment : attachments) {
      attachment.sweep(this::attempt);
    }
    attempt(shared.boundedLog()::sweep);
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      // One task that fails keeps none of the others from being done.
      faults.handle(null, e);
    }
  }
}
