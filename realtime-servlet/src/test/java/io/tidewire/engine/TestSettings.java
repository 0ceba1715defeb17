package io.tidewire.engine;

import io.tidewire.limits.LimitSettings;
import io.tidewire.window.WindowSettings;
import java.time.Duration;

/** The engine's settings with small bounds, each to be varied. */
final class TestSettings {

  int loops = 1;
  Duration publishWait = Duration.ZERO;
  int events = 1_000;
  Duration age = Duration.ofMinutes(5);
  long bytes = 64L << 20;
  int idleTopics = 1_000;
  int inFlight = 1_024;
  Duration heartbeat = Duration.ofSeconds(20);
  Duration sendTimeout = Duration.ofSeconds(30);
  int connections = 10_000;
  int subscriptions = 256;
  int outbox = 256;
  int pending = 256;
  int appends = 10_000;
  int inbound = 64;
  long messages = 1_000;
  long messagesPerUser = LimitSettings.OFF;
  long perUser = 100;
  long perAddress = LimitSettings.OFF;
  long connects = LimitSettings.OFF;
  int patterns = 10_000;
  int waiting = 10_000;
  Duration firstFrame = Duration.ofSeconds(10);
  long outboxBytes = 1L << 30;
  long outboxMemory = 1L << 30;
  long inboundBytes = 64L << 20;
  int message = 64 * 1024;
  boolean readyNeedsLog;
  Duration logTimeout = Duration.ofSeconds(10);

  private LimitSettings clients() {
    return new LimitSettings(
        inbound,
        messages,
        messagesPerUser,
        perUser,
        perAddress,
        connects,
        patterns,
        waiting,
        firstFrame,
        new LimitSettings.Bytes(outboxBytes, outboxMemory, inboundBytes),
        LimitSettings.Transfers.defaults());
  }

  EngineSettings build() {
    return new EngineSettings(
        loops,
        publishWait,
        logTimeout,
        readyNeedsLog,
        1 << 20,
        new WindowSettings(events, age, bytes, idleTopics, inFlight),
        new EngineSettings.Liveness(
            heartbeat, Duration.ofSeconds(10), sendTimeout, Duration.ofSeconds(10)),
        new EngineSettings.Limits(
            connections, subscriptions, outbox, message, pending, appends, clients()));
  }
}
