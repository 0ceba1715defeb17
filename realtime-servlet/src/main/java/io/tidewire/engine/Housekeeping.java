package io.tidewire.engine;

import java.util.List;

/** Does for a hub what is due about once a second. Called by one thread at a time. */
final class Housekeeping implements Runnable {

  private final Shared shared;
  private final TailReport tailReport;
  private final Appends appends;
  private final List<Attachment> attachments;

  Housekeeping(Shared shared, Appends appends, List<Attachment> attachments) {
    this.shared = shared;
    this.tailReport = new TailReport(shared.hub(), shared.tail(), shared.boundedLog());
    this.appends = appends;
    this.attachments = attachments;
  }

  /** One that fails keeps the others from nothing. */
  @Override
  public void run() {
    try {
      shared.window().replay().trim();
      tailReport.sweep();
      appends.sweep();
    } finally {
      try {
        attachments.forEach(Attachment::sweep);
      } finally {
        shared.boundedLog().sweep();
      }
    }
  }
}
