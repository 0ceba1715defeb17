package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.load.Protocol;
import io.tidewire.benchmarks.load.Swarm;
import io.tidewire.benchmarks.targets.TargetKind;

/**
 * A target over one of its transports.
 *
 * @param name what tables call it
 * @param kind the target
 * @param protocol how clients receive
 * @param path where, up to the topic's name
 */
record Contestant(String name, TargetKind kind, Protocol protocol, String path) {

  static final Contestant OURS_SSE =
      new Contestant("Tidewire, SSE", TargetKind.TIDEWIRE, Protocol.SSE, "/realtime/sse?topic=");
  static final Contestant OURS_WEBSOCKET =
      new Contestant(
          "Tidewire, WebSocket",
          TargetKind.TIDEWIRE,
          Protocol.SUBSCRIBING_WEBSOCKET,
          "/realtime/ws");
  static final Contestant OURS_POLL =
      new Contestant(
          "Tidewire, long poll", TargetKind.TIDEWIRE, Protocol.POLL, "/realtime/poll?topic=");
  static final Contestant SSE_BLOCKING =
      new Contestant(
          "bare servlet, blocking write per event",
          TargetKind.BARE_SSE_BLOCKING,
          Protocol.SSE,
          "/sse/");
  static final Contestant SSE_BATCHING =
      new Contestant(
          "bare servlet, all that is ready in one write",
          TargetKind.BARE_SSE_BATCHING,
          Protocol.SSE,
          "/sse/");
  static final Contestant WEBSOCKET_BLOCKING =
      new Contestant(
          "bare JSR-356, blocking sendText",
          TargetKind.BARE_WEBSOCKET_BLOCKING,
          Protocol.WEBSOCKET,
          "/ws/");
  static final Contestant WEBSOCKET_ASYNC =
      new Contestant(
          "bare JSR-356, async sendText",
          TargetKind.BARE_WEBSOCKET_ASYNC,
          Protocol.WEBSOCKET,
          "/ws/");

  Swarm.Plan plan(int port, int clients, int topics) {
    return new Swarm.Plan(port, protocol, path, clients, topics);
  }
}
