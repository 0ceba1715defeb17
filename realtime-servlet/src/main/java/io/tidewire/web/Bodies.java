package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.engine.NodeLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds the request bodies that one web application is receiving. No thread waits for them, so only
 * their bytes have to be bounded. Thread-safe.
 */
final class Bodies {

  private final NodeLimits limits;

  /** Those that are being received, and how many bytes each has. */
  private final Map<RequestBody, Integer> open = new ConcurrentHashMap<>();

  private volatile boolean closed;

  Bodies(NodeLimits limits) {
    this.limits = limits;
  }

  void opened(RequestBody body) {
    open.put(body, 0);
    if (closed) {
      body.endNow();
    }
  }

  /** Counts bytes of a body, unless it has ended: its time may be over while it is being read. */
  void received(RequestBody body, int bytes) {
    if (!limits.mayReceive(body.address(), bytes)) {
      throw new OverloadedException(limits.inboundText());
    }
    if (open.computeIfPresent(body, (b, before) -> before + bytes) == null) {
      limits.received(body.address(), bytes);
    }
  }

  void ended(RequestBody body) {
    Integer bytes = open.remove(body);
    if (bytes != null) {
      limits.received(body.address(), bytes);
    }
  }

  /** Tells the clients whose bodies are still being received to come back. */
  void close() {
    closed = true;
    open.keySet().forEach(RequestBody::endNow);
  }
}
