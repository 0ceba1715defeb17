package io.tidewire.engine;

import io.tidewire.window.Ticker;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps the times that tell whether a connection is alive. Owned by the loop, except the times of
 * pings and signs of life, which other threads record.
 */
final class Vitals {

  /** Tells what a check has found. */
  enum Finding {
    WELL,
    SILENT,
    DEAD,
    FINISHED,
    EXPIRED,
    TOO_OLD,
    DRAINED
  }

  private static final long NEVER = Long.MAX_VALUE;
  private static final long PROBE_DELAY_MILLIS = 250;

  private final Ticker ticker;
  private final EngineSettings.Liveness settings;
  private final long silenceAllowed;
  private final long expiresAt;
  private long drainAt = NEVER;
  private long finishBy = NEVER;
  private long rightEndsAt = NEVER;
  private boolean probes;
  private long probeAt = NEVER;
  private long lastSent;
  private volatile long pingedAt = -1;
  private volatile long lastHeard;

  Vitals(Shared shared, Transport transport) {
    this.ticker = shared.ticker();
    this.settings = shared.settings().liveness();
    this.silenceAllowed =
        transport.heartbeats()
            ? ComeBack.spread(settings.heartbeat(), ThreadLocalRandom.current())
            : NEVER;
    this.lastSent = ticker.millis();
    this.lastHeard = lastSent;
    long maxAge = transport.maxAgeMillis();
    this.expiresAt = maxAge == NEVER ? NEVER : lastSent + maxAge;
  }

  void sent(long now) {
    lastSent = now;
  }

  void heard() {
    lastHeard = ticker.millis();
  }

  void pinged() {
    if (pingedAt <= lastHeard) {
      pingedAt = ticker.millis();
    }
  }

  void drainAt(long time) {
    drainAt = time;
  }

  void finishBy(long time) {
    finishBy = time;
  }

  void rightEndsAt(long time) {
    rightEndsAt = time;
  }

  /** Makes the connection count as silent once it has caught up, so that it sends a ping. */
  void probe() {
    probes = true;
  }

  void caughtUp(long now) {
    if (probes) {
      probes = false;
      probeAt = now + PROBE_DELAY_MILLIS;
    }
  }

  Finding check(long now, boolean ready) {
    if (!ready && now - lastSent > settings.sendTimeout().toMillis()) {
      return Finding.DEAD;
    }
    if (pingedAt > lastHeard && now - pingedAt > settings.pongTimeout().toMillis()) {
      return Finding.DEAD;
    }
    if (now >= finishBy) {
      return Finding.FINISHED;
    }
    // Whether ready or not, and whatever it waits for.
    if (now >= rightEndsAt) {
      return Finding.EXPIRED;
    }
    // Only when ready: a goodbye, and a poll's empty answer, must be sent. A client that takes
    // nothing for long counts as dead anyway.
    if (ready && now >= expiresAt) {
      return Finding.TOO_OLD;
    }
    if (now >= drainAt) {
      return Finding.DRAINED;
    }
    if (ready && now >= probeAt) {
      probeAt = NEVER;
      return Finding.SILENT;
    }
    return ready && now - lastSent >= silenceAllowed ? Finding.SILENT : Finding.WELL;
  }
}
