package io.tidewire.web;

import jakarta.servlet.AsyncContext;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Begins the second pass of a request, by any thread, once, when its first pass is over.
 *
 * <p>A container waits for that by itself (Servlet specification, Javadoc of {@code dispatch}). But
 * two kinds of them do not carry out what is dispatched by any thread. On both, the thread of the
 * first pass dispatches itself, if that is asked for while it is still in our code. After that:
 *
 * <ul>
 *   <li>GlassFish and Payara wait without a lock: if another thread dispatches in the moment in
 *       which theirs leaves the request, they lose the dispatch or carry it out twice (seen with
 *       Payara 6.2025.9). The other thread waits for that, a moment.
 *   <li>Open Liberty keeps what it knows of a request at the thread, and gives a thread that reads
 *       what the thread of the first pass has then, which serves another request by now. A dispatch
 *       takes that along: it fails (seen with 26.0.0.3), or sees the query of the other (as its
 *       code says). So a thread dispatches that never serves requests.
 * </ul>
 */
final class SecondPass {

  private static final int MOST_LOOKS = 10_000;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** In which the container's thread does the rest, once the request is no more configurable. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** What has to be heeded. */
  enum Container {
    GLASSFISH,
    LIBERTY,
    ANY;

    private static Container of(AsyncContext async) {
      // Tomcat's class has the name of GlassFish's, in another package.
      return switch (async.getClass().getName()) {
        case "org.apache.catalina.connector.AsyncContextImpl" -> GLASSFISH;
        case "com.ibm.ws.webcontainer31.async.AsyncContext31Impl" -> LIBERTY;
        default -> ANY;
      };
    }
  }

  private enum State {
    FIRST_PASS,
    ASKED_FOR,
    LEFT,
    DISPATCHED
  }

  private final AsyncContext async;
  private final String path;
  private final Container container;
  private final Executor elsewhere;
  private final AtomicReference<State> state = new AtomicReference<>(State.FIRST_PASS);

  /** Creates what heeds the ways of a container. */
  SecondPass(AsyncContext async, String path, Container container, Executor elsewhere) {
    this.async = async;
    this.path = path;
    this.container = container;
    this.elsewhere = elsewhere;
  }

  /**
   * Returns the second pass of a request that is in asynchronous mode.
   *
   * @param elsewhere runs a task, once or more often, on a thread that serves no requests
   */
  static SecondPass of(AsyncContext async, String path, Executor elsewhere) {
    return new SecondPass(async, path, Container.of(async), elsewhere);
  }

  /** Dispatches the request; called once, by any thread. May wait for the first pass's thread. */
  void begin() {
    if (container == Container.ANY) {
      dispatch();
    } else if (!state.compareAndSet(State.FIRST_PASS, State.ASKED_FOR)) {
      if (container == Container.GLASSFISH) {
        awaitReturn();
        dispatch();
      } else {
        elsewhere.execute(this::dispatch);
      }
    }
  }

  private void dispatch() {
    if (state.getAndSet(State.DISPATCHED) != State.DISPATCHED) {
      async.dispatch(path);
    }
  }

  /** Called by the thread of the first pass as the last thing that it does. */
  void firstPassLeaves() {
    if (!state.compareAndSet(State.FIRST_PASS, State.LEFT)) {
      dispatch();
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
