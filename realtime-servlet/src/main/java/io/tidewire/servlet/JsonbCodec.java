package io.tidewire.servlet;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.spi.PayloadCodec;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Encodes with JSON-B (Jakarta JSON Binding 2.0). Its implementation is found at the start, when
 * the thread knows the application; it is set up by the first payload, since that takes as long as
 * all the rest of a start, and not every application publishes objects.
 */
final class JsonbCodec implements PayloadCodec {

  private final JsonbBuilder builder = JsonbBuilder.newBuilder();
  private final ClassLoader application = Thread.currentThread().getContextClassLoader();
  private final Lock building = new ReentrantLock();
  private volatile @Nullable Jsonb built;

  @Override
  public Payload encode(Object payload) {
    String json;
    try {
      json = jsonb().toJson(payload);
    } catch (RuntimeException | NoClassDefFoundError e) {
      // The latter where an implementation lacks what it needs, such as JSON-P.
      throw new PayloadException(
          "JSON-B cannot encode " + payload.getClass().getName() + ": " + causes(e), e);
    }
    return Payload.json(json);
  }

  private Jsonb jsonb() {
    Jsonb ready = built;
    if (ready != null) {
      return ready;
    }
    building.lock();
    try {
      Jsonb made = built == null ? build() : built;
      built = made;
      return made;
    } finally {
      building.unlock();
    }
  }

  /** The publishing thread may be one that knows nothing of the application. */
  private Jsonb build() {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      return builder.build();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  /** The messages of all causes: the property is often named by an inner one only. */
  private static String causes(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 5; cause = cause.getCause()) {
      messages.append(depth++ == 0 ? "" : " <- ").append(cause.getMessage());
    }
    return messages.toString();
  }
}
