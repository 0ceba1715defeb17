package io.tidewire.web;

import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.HubEngine;
import io.tidewire.spi.UnavailableException;
import io.tidewire.wire.ErrorCode;

/** Refuses clients: tells the log and the observers everything, and the client what it may know. */
final class Refusals {

  private static final System.Logger LOG = System.getLogger(Gate.class.getName());
  private static final String UNDECIDED = "the server cannot decide this now, try again later";

  private final HubEngine hub;
  private final boolean development;

  Refusals(HubEngine hub, boolean development) {
    this.hub = hub;
    this.development = development;
  }

  /** {@return what logs the failures of one kind of application code} */
  FailureLog failureLog(BoundedLog.Kind kind) {
    return new FailureLog((message, thrown) -> hub.boundedLog().log(kind, LOG, message, thrown));
  }

  Refusal refuse(
      BoundedLog.Kind kind, ErrorCode code, String forClient, String transport, String forLog) {
    hub.boundedLog()
        .log(kind, LOG, "refused on " + transport + " (" + code.code() + "): " + forLog);
    hub.refused(code.code(), forLog);
    return new Refusal(code, development ? forClient + ": " + forLog : forClient).told();
  }

  /**
   * Refuses for good after an exception, which what the client sent may cause again. An error, and
   * an {@link UnavailableException}, count as temporary. The client never sees the text of either.
   */
  Refusal failed(FailureLog log, String what, Throwable thrown, String forClient) {
    boolean passing = thrown instanceof UnavailableException || thrown instanceof Error;
    log.failed(
        what,
        thrown,
        passing
            ? "clients are told to come back after 30 seconds or more"
            : "clients are refused for good; if something is unavailable only for a time, throw"
                + " UnavailableException");
    ErrorCode code = passing ? ErrorCode.INTERNAL : ErrorCode.FORBIDDEN;
    hub.refused(code.code(), what + " has failed: " + thrown.getClass().getName());
    return new Refusal(code, passing ? UNDECIDED : forClient).told();
  }
}
