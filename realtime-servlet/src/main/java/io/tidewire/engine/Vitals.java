package io.tidewire.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

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
    MUTE,
    FINISHED,
    EXPIRED,
    TOO_OLD,
    DRAINED
  }

  private static final long NEVER = Long.MAX_VALUE;
  private static final long PROBE_DELAY_MILLIS = 250;

  /** A client that sends something at once is not pinged; one that only listens is. */
  private static final long FIRST_PING_MILLIS = 2_000;

  private final Shared shared;
  private final long silenceAllowed;
  private final long expiresAt;
  private long drainAt = NEVER;
  private long finishBy = NEVER;
  private long rightEndsAt = NEVER;
  private boolean probes;
  private boolean awaitsFirstFrame;
  private long probeAt = NEVER;
  private long lastSent;
  private volatile long pingedAt = -1;
  private volatile long lastHeard;
  private volatile boolean mute;

  /** Made at the first message that comes in parts. */
  private volatile @Nullable Reception reception;

  Vitals(Shared shared, Transport transport) {
    this.shared = shared;
    Duration heartbeat = shared.settings().liveness().heartbeat();
    this.silenceAllowed =
        transport.heartbeats() ? ComeBack.spread(heartbeat, ThreadLocalRandom.current()) : NEVER;
    this.lastSent = shared.ticker().millis();
    this.lastHeard = lastSent;
    long maxAge = transport.maxAgeMillis();
    this.expiresAt = maxAge == NEVER ? NEVER : lastSent + maxAge;
  }

  void sent(long now) {
    lastSent = now;
  }

  void heard() {
    lastHeard = shared.ticker().millis();
    if (mute) {
      mute = false;
    }
  }

  /** Expects something of the client soon, and asks for it if nothing comes. */
  void awaitFirstFrame() {
    mute = true;
    awaitsFirstFrame = true;
    probeAt = lastSent + Math.min(FIRST_PING_MILLIS, firstFrameMillis() / 2);
  }

  private long firstFrameMillis() {
    return shared.settings().limits().clients().firstFrame().toMillis();
  }

  /** Notes how much is kept of a message; returns false if that is too much for this node. */
  boolean receiving(int bytes, long address) {
    Reception present = reception;
    if (present == null) {
      if (bytes == 0) {
        return true;
      }
      present = new Reception(shared.nodeLimits(), address);
      reception = present;
    }
    return present.keeps(bytes, shared.ticker().millis());
  }

  /** Notes that nothing is kept any more. */
  void receivesNoMore() {
    Reception present = reception;
    if (present != null) {
      present.end();
    }
  }

  /** {@return whether the client has sent anything, if that is expected} */
  boolean hasHeard() {
    return !mute;
  }

  void pinged() {
    if (pingedAt <= lastHeard) {
      pingedAt = shared.ticker().millis();
    }
  }

  void drainAt(long time) {
    drainAt = time;
  }

  /** Ends it at this time at the latest, for which it is not drained any more. */
  void finishBy(long time) {
    finishBy = Math.min(finishBy, time);
    drainAt = NEVER;
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
    EngineSettings.Liveness settings = shared.settings().liveness();
    if (!ready && now - lastSent > settings.sendTimeout().toMillis()) {
      return Finding.DEAD;
    }
    Reception present = reception;
    if (present != null && present.isOverdue(now, settings.sendTimeout())) {
      return Finding.DEAD;
    }
    if (pingedAt > lastHeard && now - pingedAt > settings.pongTimeout().toMillis()) {
      return Finding.DEAD;
    }
    if (awaitsFirstFrame) {
      if (mute && now - lastHeard >= firstFrameMillis()) {
        return Finding.MUTE;
      }
      if (!mute) {
        awaitsFirstFrame = false;
        probeAt = NEVER;
      }
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
