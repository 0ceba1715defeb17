package io.tidewire.engine;

import io.tidewire.window.Ticker;
import io.tidewire.wire.Excerpt;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logs what clients can cause as often as they like, without letting them fill a disk: at most ten
 * messages of each kind a minute, then one with the number of those that were left out.
 *
 * <p>Escapes control characters and cuts long messages, also in logged exceptions. Messages must
 * show what a client sent by {@link Excerpt#of(String)}. Thread-safe.
 */
public final class BoundedLog {

  private static final int MESSAGES = 10;
  private static final long PERIOD_MILLIS = 60_000;
  private static final int MAX_MESSAGE = 1_000;

  private final String hub;
  private final Ticker ticker;
  private final Map<Kind, Quota> quotas = new EnumMap<>(Kind.class);

  /** Names messages that are counted together, and their level. */
  public enum Kind {
    /** A page of a foreign origin. */
    FOREIGN_ORIGIN(System.Logger.Level.INFO, "refused origins"),
    /** Credentials that are missing or not valid. */
    UNAUTHENTICATED(System.Logger.Level.INFO, "refused credentials"),
    /** A topic that no rule allows. */
    FORBIDDEN(System.Logger.Level.INFO, "refused topics"),
    /** A request beyond a limit. */
    OVERLOADED(System.Logger.Level.INFO, "requests beyond a limit"),
    /** A request or frame that breaks the protocol. */
    MALFORMED(System.Logger.Level.DEBUG, "malformed requests and frames"),
    /** A client that repeatedly refuses what it is sent. */
    STUCK(System.Logger.Level.WARNING, "clients that refuse what they are sent"),
    /** The application's authenticator threw an exception. */
    AUTHENTICATOR_FAILURE(System.Logger.Level.ERROR, "failures of the authenticator"),
    /** The application's access rules threw an exception. */
    RULE_FAILURE(System.Logger.Level.ERROR, "failures of access rules"),
    /** The handling of an HTTP request threw an exception. */
    REQUEST_FAILURE(System.Logger.Level.ERROR, "failures on requests"),
    /** The handling of a frame threw an exception. */
    FRAME_FAILURE(System.Logger.Level.ERROR, "failures on frames"),
    /** A handler of the application threw an exception on a client's message. */
    HANDLER_FAILURE(System.Logger.Level.ERROR, "failures of handlers"),
    /** The file of a transfer could not be written or deleted. */
    TRANSFER_FAILURE(System.Logger.Level.ERROR, "failures of transfers"),
    /** Something threw an exception on a delivery loop. */
    LOOP_FAILURE(System.Logger.Level.ERROR, "failures on delivery loops"),
    /** The event log could not tell the place of a client's cursor. */
    LOG_FAILURE(System.Logger.Level.WARNING, "failures of the event log"),
    /** A CDI event found no room, or no hub. */
    UNPUBLISHED(System.Logger.Level.WARNING, "CDI events that were not published"),
    /** An observer of the application threw an exception on a signal. */
    OBSERVER_FAILURE(System.Logger.Level.WARNING, "failures of observers");

    private final System.Logger.Level level;
    private final String plural;

    Kind(System.Logger.Level level, String plural) {
      this.level = level;
      this.plural = plural;
    }
  }

  /**
   * Creates a log without any messages yet.
   *
   * @param hub the name of the hub
   * @param ticker the clock
   */
  public BoundedLog(String hub, Ticker ticker) {
    this.hub = hub;
    this.ticker = ticker;
    for (Kind kind : Kind.values()) {
      quotas.put(kind, new Quota());
    }
  }

  /**
   * Logs a message, unless there were too many of its kind.
   *
   * @param kind what it is counted with
   * @param logger the logger of the class that it comes from
   * @param message what happened
   */
  public void log(Kind kind, System.Logger logger, String message) {
    log(kind, logger, message, null);
  }

  /**
   * Logs a message with an exception, unless there were too many of its kind.
   *
   * @param kind what it is counted with
   * @param logger the logger of the class that it comes from
   * @param message what happened
   * @param failure the exception, or null
   */
  public void log(Kind kind, System.Logger logger, String message, @Nullable Throwable failure) {
    if (!logger.isLoggable(kind.level)) {
      return;
    }
    long now = ticker.millis();
    Quota quota = quotas.getOrDefault(kind, new Quota());
    tell(kind, quota.endPeriod(now));
    if (quota.admits(now, logger)) {
      String shown = Excerpt.of(message, MAX_MESSAGE);
      if (failure == null) {
        logger.log(kind.level, shown);
      } else {
        logger.log(kind.level, shown, ShownFailure.of(failure));
      }
    }
  }

  /** Logs how many messages the past minutes left out; to be called regularly. */
  void sweep() {
    long now = ticker.millis();
    quotas.forEach((kind, quota) -> tell(kind, quota.endPeriod(now)));
  }

  /** Logs how many messages were left out so far. */
  void close() {
    quotas.forEach((kind, quota) -> tell(kind, quota.endPeriod(Long.MAX_VALUE)));
  }

  private void tell(Kind kind, @Nullable LeftOut leftOut) {
    if (leftOut != null) {
      leftOut.logger.log(
          kind.level,
          "hub '"
              + Excerpt.of(hub)
              + "': "
              + leftOut.count
              + " more "
              + kind.plural
              + " were not logged, since one minute logs at most "
              + MESSAGES);
    }
  }

  /** Counts messages that were not logged, with the logger that the last one was meant for. */
  private record LeftOut(long count, System.Logger logger) {}

  /** Counts the messages of one kind since the first of the current minute. */
  private static final class Quota {
    private long begin;
    private long count;
    private System.@Nullable Logger lastRefused;

    synchronized boolean admits(long now, System.Logger logger) {
      if (count == 0) {
        begin = now;
      }
      count++;
      if (count <= MESSAGES) {
        return true;
      }
      lastRefused = logger;
      return false;
    }

    /** Starts a new minute if the last one is over; returns what that left out, or null. */
    synchronized @Nullable LeftOut endPeriod(long now) {
      if (count == 0 || now - begin < PERIOD_MILLIS) {
        return null;
      }
      LeftOut leftOut = lastRefused == null ? null : new LeftOut(count - MESSAGES, lastRefused);
      count = 0;
      lastRefused = null;
      return leftOut;
    }
  }
}
