package io.tidewire.engine;

import io.tidewire.window.LogTail;

/** Logs what the event log has repeated, mixed up, lost or not answered since the last look. */
final class TailReport {

  private static final System.Logger LOG = System.getLogger(TailReport.class.getName());

  private final String hub;
  private final LogTail tail;
  private final BoundedLog boundedLog;
  private long duplicates;
  private long foreign;
  private long cuts;
  private long believed;

  TailReport(String hub, LogTail tail, BoundedLog boundedLog) {
    this.hub = hub;
    this.tail = tail;
    this.boundedLog = boundedLog;
  }

  /** Looks; called regularly, by one thread at a time. */
  void sweep() {
    reportFaults();
    reportBelieved();
  }

  private void reportFaults() {
    long newDuplicates = tail.duplicates() - duplicates;
    long newForeign = tail.foreign() - foreign;
    long newCuts = tail.cuts() - cuts;
    if (newDuplicates + newForeign + newCuts == 0) {
      return;
    }
    duplicates += newDuplicates;
    foreign += newForeign;
    cuts += newCuts;
    boundedLog.log(
        BoundedLog.Kind.LOG_FAILURE,
        LOG,
        "the event log of hub '"
            + hub
            + "' began anew "
            + newCuts
            + " times after a hole or with another epoch, and gave "
            + newDuplicates
            + " events twice or out of order and "
            + newForeign
            + " of a foreign epoch, which were dropped",
        null);
  }

  private void reportBelieved() {
    long newBelieved = tail.believed() - believed;
    if (newBelieved == 0) {
      return;
    }
    believed += newBelieved;
    boundedLog.log(
        BoundedLog.Kind.LOG_FAILURE,
        LOG,
        "the event log of hub '"
            + hub
            + "' did not say how far it goes: "
            + newBelieved
            + " cursors of clients that are ahead of this node were taken at their word",
        tail.boundsFailure());
  }
}
