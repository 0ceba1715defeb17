package io.tidewire.web;

import io.tidewire.CloseReason;
import io.tidewire.engine.Connection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A response that a loop writes without ever blocking (Servlet specification, section 3.7).
 *
 * <h2>Who may touch the response</h2>
 *
 * From the first {@code onWritePossible} on, the loop alone; it asks {@code isReady} before each
 * write and each flush. When the loop has a last word to say and the socket takes nothing yet, or
 * still holds bytes back, it hands the response over to the container's next {@code
 * onWritePossible}, which writes what is left and completes it. Once the container has ended the
 * response, {@code ended} is set and nobody touches it again: containers recycle response objects,
 * and a late write would reach another user.
 *
 * <p>So that the flag never comes too late, a touch and the setting of the flag exclude each other:
 * the container's callback, and with it the recycling, waits for a write that is under way, which
 * does not block. Nobody waits the other way round, but for the setting of a flag.
 */
public final class NonBlockingResponse implements WriteListener, AsyncListener {

  private static final System.Logger LOG = System.getLogger(NonBlockingResponse.class.getName());
  private static final byte[] NOTHING = {};

  // Set at construction.
  private final AsyncContext async;
  private final ServletResponse response;
  private final ServletOutputStream out;

  // Owned by the loop, and by the container's thread once the last word is said.
  private boolean flushPending;

  /** The container's last answer was yes, and nothing has been written since. */
  private boolean ready;

  // Set by start, before anything can use it.
  private @Nullable Connection connection;

  // Touched by any thread.
  private final ReentrantMutex touching = new ReentrantMutex();
  private volatile boolean possible;
  private volatile boolean lastWordSaid;

  // Guarded by the lock.
  private byte[] lastWord = NOTHING;
  private boolean failed;
  private volatile boolean ended;

  /**
   * Takes over the response of a request that has been put in asynchronous mode.
   *
   * @param async the request's context, not timed out by the container; its own response is not
   *     asked for, since on some containers that is the one that the filters have wrapped
   * @param response the container's response
   * @throws IOException if the response has no stream any more
   */
  public NonBlockingResponse(AsyncContext async, ServletResponse response) throws IOException {
    this.async = async;
    this.response = response;
    OwnBuffer.ensure(response);
    this.out = response.getOutputStream();
  }

  /**
   * Lets the container call back; the last act of the request's own thread.
   *
   * @param owner the connection that writes to the response
   */
  public void start(Connection owner) {
    connection = owner;
    async.addListener(this);
    out.setWriteListener(this);
  }

  private Connection connection() {
    return Objects.requireNonNull(connection, "not started");
  }

  /**
   * Whether a write would be taken now. Sends what an earlier write left in the container's buffer.
   *
   * @return false if not; the connection is told when it would
   */
  public boolean isReady() {
    return possible && !ended && (ready || touch(() -> asksReady() && flushed()));
  }

  /**
   * Touches the response unless it has ended or failed. After a failure it is not completed here:
   * the container, which is about to report the failure, comes first, the connection's end second.
   */
  private boolean touch(Touch touch) {
    touching.lock();
    try {
      return !ended && !failed && touch.run();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client is gone", e);
      failed = true;
      connection().end(CloseReason.DISCONNECTED);
      return false;
    } finally {
      touching.unlock();
    }
  }

  @FunctionalInterface
  private interface Touch {
    boolean run() throws IOException;
  }

  /**
   * Asks the container. It may call back between its no and our next line, so the flag goes down
   * before the question.
   */
  private boolean asksReady() {
    possible = false;
    ready = out.isReady();
    if (ready) {
      possible = true;
    }
    return ready;
  }

  private boolean flushed() throws IOException {
    if (!flushPending) {
      return true;
    }
    flushPending = false;
    ready = false;
    out.flush();
    return asksReady();
  }

  /**
   * Writes and flushes. To be called only when ready.
   *
   * @param bytes what to write, shared, taken over by the container before this returns or kept
   *     unchanged until the next callback
   */
  public void write(byte[] bytes) {
    if (bytes.length > 0) {
      boolean unused = touch(() -> written(bytes));
    }
  }

  private boolean written(byte[] bytes) throws IOException {
    ready = false;
    out.write(bytes);
    flushPending = true;
    return asksReady() && flushed();
  }

  /**
   * Writes for the last time and completes, now or, where the socket takes nothing yet, as soon as
   * it does. Nothing may be written after it.
   *
   * @param bytes what to write, shared
   */
  public void finish(byte[] bytes) {
    boolean finished =
        touch(
            () -> {
              lastWord = bytes;
              lastWordSaid = true;
              return possible && finished();
            });
    if (!finished && hasFailed()) {
      connection().later(this::complete);
    }
  }

  /** Not all containers report a write that failed, and nobody else completes after a last word. */
  private boolean hasFailed() {
    touching.lock();
    try {
      return failed;
    } finally {
      touching.unlock();
    }
  }

  /** The loop and the container's callback may both come here; the lock lets one be first. */
  private boolean finished() throws IOException {
    if (!asksReady() || !flushed()) {
      return false;
    }
    byte[] unsent = lastWord;
    lastWord = NOTHING;
    if (isWholeAnswer(unsent)) {
      ready = false;
      out.write(unsent);
    } else if (unsent.length > 0 && !written(unsent)) {
      return false;
    }
    complete();
    return true;
  }

  /**
   * Nothing has left yet, and the rest fits the container's buffer: head and body then leave with
   * the end, in one write, and with their length known.
   */
  private boolean isWholeAnswer(byte[] bytes) {
    return !response.isCommitted() && bytes.length <= response.getBufferSize();
  }

  /** Completes the response at once; what the socket has not taken is the container's. */
  public void complete() {
    touching.lock();
    try {
      if (!ended) {
        ended = true;
        async.complete();
      }
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the container was first to end a response", e);
    } finally {
      touching.unlock();
    }
  }

  /** A connection that has completed its response itself knows; it is not told again. */
  private void end(CloseReason reason) {
    touching.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
    } finally {
      touching.unlock();
    }
    connection().end(reason);
  }

  // Called by the container's threads.

  @Override
  public void onWritePossible() throws IOException {
    possible = true;
    if (!lastWordSaid) {
      connection().writable();
    } else if (!touch(this::finished) && hasFailed()) {
      complete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a client is gone", failure);
    complete();
    connection().end(CloseReason.DISCONNECTED);
  }

  @Override
  public void onError(AsyncEvent event) {
    end(CloseReason.DISCONNECTED);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    complete();
    connection().end(CloseReason.DISCONNECTED);
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end(CloseReason.NORMAL);
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Only a dispatch would start another cycle, and nothing dispatches.
  }
}
