package io.tidewire.web;

import jakarta.servlet.AsyncContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Begins the second pass of a request, by any thread, when its first pass is over.
 *
 * <p>A container waits for that by itself (Servlet specification, Javadoc of {@code dispatch}). But
 * GlassFish and Payara wait without a lock: if another thread dispatches in the moment in which
 * theirs leaves the request, they lose the dispatch or carry it out twice (seen with Payara
 * 6.2025.9). So there the thread of the first pass dispatches itself, if that is asked for while it
 * is still in our code; after that the other thread waits for it, a moment.
 */
final class SecondPass {

  /** Tomcat's class of this name is in another package. */
  private static final String OF_GLASSFISH = "org.apache.catalina.connector.AsyncContextImpl";

  private static final int MOST_LOOKS = 10_000;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** In which the container's thread does the rest, once the request is no more configurable. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private enum State {
    FIRST_PASS,
    ASKED_FOR,
    LEFT
  }

  private final AsyncContext async;
  private final String path;
  private final boolean isAwaited;
  private final AtomicReference<State> state = new AtomicReference<>(State.FIRST_PASS);

  /** Creates what waits itself, or not. */
  SecondPass(AsyncContext async, String path, boolean isAwaited) {
    this.async = async;
    this.path = path;
    this.isAwaited = isAwaited;
  }

  /** {@return the second pass of a request that is in asynchronous mode} */
  static SecondPass of(AsyncContext async, String path) {
    return new SecondPass(async, path, async.getClass().getName().equals(OF_GLASSFISH));
  }

  /** Dispatches the request; called once, by any thread. May wait for the first pass's thread. */
  void begin() {
    if (isAwaited) {
      if (state.compareAndSet(State.FIRST_PASS, State.ASKED_FOR)) {
        return;
      }
      awaitReturn();
    }
    async.dispatch(path);
  }

  /** Called by the thread of the first pass as the last thing that it does. */
  void firstPassLeaves() {
    if (!state.compareAndSet(State.FIRST_PASS, State.LEFT)) {
      async.dispatch(path);
    }
  }

  private void awaitReturn() {
    for (int look = 0; look < MOST_LOOKS && isConfigurable(); look++) {
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
    }
    LockSupport.parkNanos(this, REST_NANOS);
  }

  /** {@return whether the container's thread is still in the request; only then this is allowed} */
  private boolean isConfigurable() {
    try {
      async.setTimeout(async.getTimeout());
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
