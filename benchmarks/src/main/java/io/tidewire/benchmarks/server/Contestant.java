package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.load.Crowd;
import io.tidewire.benchmarks.load.Protocol;
import io.tidewire.benchmarks.load.Swarm;
import io.tidewire.benchmarks.load.Trait;
import io.tidewire.benchmarks.targets.TargetKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * A server over one of its transports.
 *
 * @param name what tables call it
 * @param starter how it is started
 * @param protocol how clients receive
 * @param path where; the topic's name takes the place of {@code {topic}}
 * @param setup what differs from its defaults
 * @param traits what is special about its clients
 */
record Contestant(
    String name,
    Server.Starter starter,
    Protocol protocol,
    String path,
    Setup setup,
    Set<Trait> traits) {

  Contestant {
    traits = Set.copyOf(traits);
  }

  private static final String ATMOSPHERE =
      "/atmosphere/{topic}?X-Atmosphere-Framework=3.1.0&X-Atmosphere-tracking-id=0"
          + "&X-Atmosphere-TrackMessageSize=false&X-Atmosphere-Transport=";

  static final Contestant OURS_SSE =
      java("Tidewire, SSE", TargetKind.TIDEWIRE, Protocol.SSE, "/realtime/sse?topic={topic}");
  static final Contestant OURS_RESUMING =
      java(
          "Tidewire, SSE",
          TargetKind.TIDEWIRE,
          Protocol.RESUMING_SSE,
          "/realtime/sse?topic={topic}");
  private static final Contestant EITHER_WEBSOCKET =
      java(
          "Tidewire, WebSocket",
          TargetKind.TIDEWIRE,
          Protocol.SUBSCRIBING_WEBSOCKET,
          "/realtime/ws?max=65536");
  static final Contestant OURS_WEBSOCKET = EITHER_WEBSOCKET.with("JSR-356", Knobs.JSR_356);
  static final Contestant OURS_WEBSOCKET_BY_DEFAULT =
      java(
              "Tidewire, WebSocket, messages of at most 8 KiB",
              TargetKind.TIDEWIRE,
              Protocol.SUBSCRIBING_WEBSOCKET,
              "/realtime/ws")
          .with("JSR-356", Knobs.JSR_356);
  static final Contestant OURS_UPGRADED =
      EITHER_WEBSOCKET.with("upgraded requests", Knobs.UPGRADED);
  static final Contestant OURS_POLL =
      java(
          "Tidewire, long poll",
          TargetKind.TIDEWIRE,
          Protocol.POLL,
          "/realtime/poll?topic={topic}");
  static final Contestant SSE_BLOCKING =
      java(
          "bare servlet, blocking write per event",
          TargetKind.BARE_SSE_BLOCKING,
          Protocol.SSE,
          "/sse/{topic}");
  static final Contestant SSE_BATCHING =
      java(
          "bare servlet, all that is ready in one write",
          TargetKind.BARE_SSE_BATCHING,
          Protocol.SSE,
          "/sse/{topic}");
  static final Contestant WEBSOCKET_BLOCKING =
      java(
          "bare JSR-356, blocking sendText",
          TargetKind.BARE_WEBSOCKET_BLOCKING,
          Protocol.WEBSOCKET,
          "/ws/{topic}");
  static final Contestant WEBSOCKET_ASYNC =
      java(
          "bare JSR-356, async sendText",
          TargetKind.BARE_WEBSOCKET_ASYNC,
          Protocol.WEBSOCKET,
          "/ws/{topic}");
  static final Contestant BARE_REPLY =
      java("bare JSR-356, reply by sendText", TargetKind.BARE_REPLY, Protocol.WEBSOCKET, "/reply");
  static final Contestant BARE_POLL =
      java("bare servlet, long poll", TargetKind.BARE_POLL, Protocol.POLL, "/poll?topic={topic}");
  static final Contestant ATMOSPHERE_SSE =
      java("Atmosphere, SSE", TargetKind.ATMOSPHERE, Protocol.SSE, ATMOSPHERE + "sse");
  static final Contestant ATMOSPHERE_WEBSOCKET =
      java(
          "Atmosphere, WebSocket",
          TargetKind.ATMOSPHERE,
          Protocol.WEBSOCKET,
          ATMOSPHERE + "websocket");
  static final Contestant COMETD_WEBSOCKET =
      java("CometD, WebSocket", TargetKind.COMETD, Protocol.BAYEUX_WEBSOCKET, "/cometd");
  static final Contestant COMETD_POLL =
      java("CometD, long poll", TargetKind.COMETD, Protocol.BAYEUX_POLL, "/cometd");
  static final Contestant NCHAN_SSE = nchan("Nchan, SSE", Protocol.SSE);
  static final Contestant NCHAN_RESUMING = nchan("Nchan, SSE", Protocol.RESUMING_SSE);
  static final Contestant NCHAN_WEBSOCKET = nchan("Nchan, WebSocket", Protocol.WEBSOCKET);

  private static Contestant java(String name, TargetKind kind, Protocol protocol, String path) {
    return new Contestant(
        name, setup -> new TargetProcess(kind, setup), protocol, path, Setup.DEFAULT, Set.of());
  }

  private static Contestant nchan(String name, Protocol protocol) {
    return new Contestant(
        name, setup -> new NchanProcess(), protocol, "/subscribe/{topic}", Setup.DEFAULT, Set.of());
  }

  Contestant with(String what, Setup changes) {
    return new Contestant(name + ", " + what, starter, protocol, path, setup.and(changes), traits);
  }

  private Contestant with(String what, Trait trait) {
    Set<Trait> all = EnumSet.of(trait);
    all.addAll(traits);
    return new Contestant(name + ", " + what, starter, protocol, path, setup, all);
  }

  /** The limits on the rates of messages are off. */
  Contestant withoutRates() {
    return with("rates off", Knobs.RATES_OFF);
  }

  /** The limits that are off by default are on. */
  Contestant withAllLimits() {
    return with("all limits on", Knobs.ALL_LIMITS);
  }

  Contestant withStalledClient() {
    return with("one more client stalled", Trait.ONE_STALLED);
  }

  Contestant withClientThatStops() {
    return with("one more client stops", Trait.ONE_STOPS);
  }

  Contestant signedIn() {
    return with("signed in", Trait.SIGNED_IN);
  }

  Contestant publishedByClients() {
    return with("published by clients", Trait.CLIENTS_PUBLISH);
  }

  Swarm.Plan plan(int port, Crowd crowd) {
    return new Swarm.Plan(port, protocol, path, crowd, traits);
  }
}
