package io.tidewire.it.kit;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The three ways to connect. */
public enum Transport {
  /** Server-Sent Events, in the envelope form. */
  SSE,
  /** WebSocket. */
  WEBSOCKET,
  /** Long polling. */
  POLL;

  /** Draws a transport for each connection. */
  public static Supplier<Transport> anyOf(RandomGenerator random) {
    return () -> List.of(values()).get(random.nextInt(values().length));
  }
}
