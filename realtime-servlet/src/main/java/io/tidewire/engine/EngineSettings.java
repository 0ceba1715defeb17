package io.tidewire.engine;

import io.tidewire.limits.LimitSettings;
import io.tidewire.window.WindowSettings;
import java.time.Duration;

/**
 * Holds the engine's bounds and times.
 *
 * @param loops how many delivery loops share the connections, at least 1
 * @param publishWait how long a publisher waits for loops that are half a window behind
 * @param logTimeout how long a publisher waits for the log's answer
 * @param readyNeedsLog whether a node whose window is not filled from the log yet is not ready
 * @param maxPayload the largest payload in bytes
 * @param history what the replay window keeps
 * @param liveness when a connection counts as dead
 * @param limits what one node and one connection may hold
 */
public record EngineSettings(
    int loops,
    Duration publishWait,
    Duration logTimeout,
    boolean readyNeedsLog,
    int maxPayload,
    WindowSettings history,
    Liveness liveness,
    Limits limits) {

  /** {@return the documented defaults, with as many loops as there are processors} */
  public static EngineSettings defaults() {
    return new EngineSettings(
        Runtime.getRuntime().availableProcessors(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        false,
        1 << 20,
        new WindowSettings(1_000, Duration.ofMinutes(5), 64L << 20, 10_000, 1 << 14),
        new Liveness(
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10)),
        new Limits(50_000, 256, 256, 64 * 1024, 256, 10_000, LimitSettings.defaults()));
  }

  /**
   * Tells when a connection counts as dead.
   *
   * @param heartbeat how long a connection may be silent
   * @param pongTimeout how long a peer may take to answer a ping
   * @param sendTimeout how long a peer may take no bytes
   * @param restartSpread over which time clients come back after a restart
   */
  public record Liveness(
      Duration heartbeat, Duration pongTimeout, Duration sendTimeout, Duration restartSpread) {}

  /**
   * Bounds what one node and one connection may hold.
   *
   * @param connections on this node
   * @param subscriptions of one connection
   * @param outbox frames that wait for one connection's socket
   * @param message bytes of one message from a client
   * @param pending requests of one connection that wait to be handled
   * @param appends events that the log has not answered yet
   * @param clients what one client may ask
   */
  public record Limits(
      int connections,
      int subscriptions,
      int outbox,
      int message,
      int pending,
      int appends,
      LimitSettings clients) {}
}
