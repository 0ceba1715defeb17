package io.tidewire.web;

import io.tidewire.OverloadedException;
import java.util.Set;
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
  private final Set<RequestBody> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Bodies(int maxBody) {
    this.maxBytes = Math.max(MAX_BYTES, (long) AT_LEAST * maxBody);
  }

  void opened(RequestBody body) {
    open.add(body);
    if (closed) {
      body.endNow();
    }
  }

  void received(int bytes) {
    if (received.addAndGet(bytes) > maxBytes) {
      throw new OverloadedException(
          "the request bodies being received exceed " + maxBytes + " bytes");
    }
  }

  void ended(RequestBody body, int bytes) {
    if (open.remove(body)) {
      received.addAndGet(-bytes);
    }
  }

  /** Tells the clients whose bodies are still being received to come back. */
  void close() {
    closed = true;
    open.forEach(RequestBody::endNow);
  }
}
