package io.tidewire.web;

import io.tidewire.OverloadedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds the request bodies that one web application is receiving. No thread waits for them, so only
 * their bytes have to be bounded. Thread-safe.
 */
final class Bodies {

  private static final long MAX_BYTES = 64 << 20;
  private static final int AT_LEAST = 4;

  private final long maxBytes;
  private final AtomicLong received = new AtomicLong();

  /** Those that are being received, and how many bytes each has. */
  private final Map<RequestBody, Integer> open = new ConcurrentHashMap<>();

  private volatile boolean closed;

  Bodies(int maxBody) {
    this.maxBytes = Math.max(MAX_BYTES, (long) AT_LEAST * maxBody);
  }

  void opened(RequestBody body) {
    open.put(body, 0);
    if (closed) {
      body.endNow();
    }
  }

  /** Counts bytes of a body, unless it has ended: its time may be over while it is being read. */
  void received(RequestBody body, int bytes) {
    long all = received.addAndGet(bytes);
    if (open.computeIfPresent(body, (b, before) -> before + bytes) == null) {
      received.addAndGet(-bytes);
    } else if (all > maxBytes) {
      throw new OverloadedException(
          "the request bodies being received exceed " + maxBytes + " bytes");
    }
  }

  void ended(RequestBody body) {
    Integer bytes = open.remove(body);
    if (bytes != null) {
      received.addAndGet(-bytes);
    }
  }

  /** Tells the clients whose bodies are still being received to come back. */
  void close() {
    closed = true;
    open.keySet().forEach(RequestBody::endNow);
  }
}
