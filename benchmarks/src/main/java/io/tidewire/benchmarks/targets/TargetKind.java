package io.tidewire.benchmarks.targets;

import java.util.List;

/** The servers that can be started. */
public enum TargetKind {
  /** This library. */
  TIDEWIRE,

  /** An event stream, each event written and flushed by a blocking call. */
  BARE_SSE_BLOCKING,

  /** An event stream, all that is ready in one non-blocking write. */
  BARE_SSE_BATCHING,

  /** A JSR-356 endpoint, each message sent by a blocking call. */
  BARE_WEBSOCKET_BLOCKING,

  /** A JSR-356 endpoint, each message sent by an asynchronous call. */
  BARE_WEBSOCKET_ASYNC,

  /** A JSR-356 endpoint that has its messages handled and answers them. */
  BARE_REPLY,

  /** Long polls that are answered by the publisher's thread. */
  BARE_POLL,

  /** A peer: CometD on Jetty, by WebSocket and long polling. */
  COMETD,

  /** A peer: Atmosphere on Tomcat. */
  ATMOSPHERE;

  Target create() {
    return switch (this) {
      case TIDEWIRE -> new TidewireTarget();
      case BARE_SSE_BLOCKING -> new BareSse(false, (async, lane) -> new BlockingStream(async));
      case BARE_SSE_BATCHING -> new BareSse(true, BatchingStream::begin);
      case BARE_WEBSOCKET_BLOCKING -> new BareWebSocket(BlockingSession::new);
      case BARE_WEBSOCKET_ASYNC -> new BareWebSocket(AsyncSession::new);
      case BARE_REPLY -> new BareReply();
      case BARE_POLL -> new BarePoll();
      case COMETD -> new CometD();
      case ATMOSPHERE -> new Atmosphere();
    };
  }

  Container container(List<String> options) {
    return this == COMETD ? new JettyContainer() : new TomcatContainer(options);
  }
}
