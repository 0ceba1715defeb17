package io.tidewire.web;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClientConnection;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a container's stream without ever blocking (Servlet specification, sections 2.3.3.5 and
 * 3.7).
 *
 * <h2>Who may touch the stream</h2>
 *
 * From the first {@code onWritePossible} on, only the loop; it asks {@code isReady} before each
 * write and each flush. The final bytes are written by the loop, or by the container's thread that
 * reads a client's close. If the socket takes nothing at that moment, or still holds bytes back,
 * the container's next {@code onWritePossible} writes what is left and ends the stream. Once the
 * container has ended the stream, {@code ended} is set and nothing touches it again: containers
 * recycle responses, and a late write would reach another user.
 *
 * <p>So that the flag is never set too late, a write and the setting of the flag exclude each
 * other: the container's callback, and with it the recycling, waits for a write in progress, which
 * does not block. In the other direction, a write waits only while the flag is being set.
 *
 * <p>A loop that waits for the end first sets {@code awaited} and then looks at {@code ended};
 * whoever ends the stream does it the other way round. So the loop sees the end or is told of it.
 */
public abstract class NonBlockingOutput implements WriteListener {

  private static final System.Logger LOG = System.getLogger(NonBlockingOutput.class.getName());
  private static final byte[] NOTHING = {};

  // Set at construction.
  private final ServletOutputStream out;

  // Owned by the loop, and by the container's thread once the stream is finishing.
  private boolean flushPending;

  /** The container's last {@code isReady} was true, and nothing has been written since. */
  private boolean ready;

  // Set by start, before anything can use it.
  private @Nullable ClientConnection connection;

  // Touched by any thread.
  private final ReentrantMutex touching = new ReentrantMutex();
  private volatile boolean begun;
  private volatile boolean possible;
  private volatile boolean finishing;

  // Guarded by the lock.
  private byte[] finalBytes = NOTHING;
  private boolean failed;

  /** The container's next callback for writes ends the stream, whatever is unsent. */
  private volatile boolean endsInCallback;

  /** The connection waits to be told of the end. */
  private volatile boolean awaited;

  /** A thread of the container waits until the loop has written the final bytes, or tried to. */
  private volatile @Nullable CountDownLatch lastTurn;

  private volatile boolean ended;

  /**
   * Takes over a stream.
   *
   * @param out the container's stream
   */
  protected NonBlockingOutput(ServletOutputStream out) {
    this.out = out;
  }

  /**
   * Lets the container call back; the thread that had the stream must not touch it after this call.
   *
   * @param owner the connection that writes to it
   */
  protected final void startFor(ClientConnection owner) {
    connection = owner;
    out.setWriteListener(this);
  }

  /**
   * Does the same for a stream without a connection, which sends some bytes and ends.
   *
   * @param goodbye the bytes
   */
  protected final void startFinishing(byte[] goodbye) {
    finalBytes = goodbye;
    finishing = true;
    out.setWriteListener(this);
  }

  /** Does the same for a stream without a connection, to be ended by {@link #finish}. */
  protected final void startAlone() {
    out.setWriteListener(this);
  }

  private void end(CloseReason reason) {
    ClientConnection owner = connection;
    if (owner != null) {
      owner.end(reason);
    }
  }

  /**
   * Tells whether the socket takes a write now. Sends what an earlier write left in the container's
   * buffer.
   *
   * @return false if it does not; the connection is told when it does
   */
  public final boolean isReady() {
    return possible && !ended && (ready || touch(() -> asksReady() && flushed()));
  }

  /**
   * Tells whether the container has called back for the first time, or ended the stream.
   *
   * @return false as long as nothing can have been written
   */
  public final boolean hasBegun() {
    return begun || ended;
  }

  /** {@return whether the stream is the container's again, so that nothing can be written} */
  public final boolean hasEnded() {
    return ended;
  }

  /**
   * Uses the stream unless it has ended or failed. After a failure the stream is not completed
   * here, since the container is about to report the failure itself.
   */
  private boolean touch(Touch touch) {
    touching.lock();
    try {
      return !ended && !failed && touch.run();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client is gone", e);
      failed = true;
      end(CloseReason.DISCONNECTED);
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
   * Asks the container. It may call back between its answer and our next line, so the flag is
   * cleared before the call.
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
   * Writes and flushes; call this only when ready.
   *
   * @param bytes what to write, shared, taken over by the container before this returns or kept
   *     unchanged until the next callback
   */
  public final void write(byte[] bytes) {
    if (bytes.length > 0) {
      boolean unused = touch(() -> !finishing && written(bytes));
    }
  }

  private boolean written(byte[] bytes) throws IOException {
    ready = false;
    out.write(bytes);
    flushPending = true;
    return asksReady() && flushed();
  }

  /**
   * Writes for the last time and completes, immediately or as soon as the socket takes bytes. Later
   * writes are dropped. Called by the loop, or by the container's thread that reads; of a stream
   * without a connection, by any thread.
   *
   * @param bytes what to write, shared
   */
  public final void finish(byte[] bytes) {
    boolean finished = touch(() -> finishing || finishes(bytes));
    if (!finished && hasFailed()) {
      completeLater();
    }
    CountDownLatch waiting = lastTurn;
    if (waiting != null) {
      waiting.countDown();
    }
  }

  private void completeLater() {
    ClientConnection owner = connection;
    if (owner == null) {
      complete();
    } else {
      owner.later(this::complete);
    }
  }

  private boolean finishes(byte[] bytes) throws IOException {
    finalBytes = bytes;
    finishing = true;
    return possible && finished();
  }

  /**
   * Tells whether the final bytes still wait for the socket. If they do, the connection is told
   * when the stream has ended. Called by the loop, after {@link #finish}.
   *
   * @return whether the stream has yet to end
   */
  public final boolean isFinishing() {
    awaited = true;
    return !ended;
  }

  /**
   * Ends a stream whose final bytes have waited too long, without what is unsent, or lets the
   * container's first callback end it: before that, the thread that has opened the stream may still
   * use it. Called by the loop, after {@link #finish}.
   */
  public final void giveUp() {
    awaited = false;
    endsInCallback = true;
    if (begun) {
      complete();
    }
  }

  /** Tells whether a write has failed: not all containers report that of the final bytes. */
  private boolean hasFailed() {
    touching.lock();
    try {
      return failed;
    } finally {
      touching.unlock();
    }
  }

  /**
   * Writes the final bytes. The loop and the container's callback call it; the lock orders them.
   */
  private boolean finished() throws IOException {
    if (!asksReady() || !flushed()) {
      return false;
    }
    byte[] unsent = finalBytes;
    finalBytes = NOTHING;
    if (isSentByTheEnd(unsent)) {
      ready = false;
      out.write(unsent);
    } else if (unsent.length > 0 && !written(unsent)) {
      return false;
    }
    finalBytesSent();
    return true;
  }

  /**
   * Tells whether ending the stream sends these bytes.
   *
   * @param finalBytes all that is still to be written
   * @return whether they need no flush before the end
   */
  protected boolean isSentByTheEnd(byte[] finalBytes) {
    return false;
  }

  /** Called when the socket has taken the final bytes; ends the stream unless overridden. */
  protected void finalBytesSent() {
    complete();
  }

  /**
   * Ends the stream in the container's next callback for writes. The container owes one while the
   * socket takes nothing, so filler is written until it takes no more. Any thread may call this.
   *
   * @param filler bytes that the peer ignores, whole frames
   * @param atMost how much filler to write; if all of it is taken, the stream ends on this thread
   */
  protected final void completeInCallback(byte[] filler, int atMost) {
    if (!touch(() -> isFilledUp(filler, atMost))) {
      complete();
    }
  }

  private boolean isFilledUp(byte[] filler, int atMost) throws IOException {
    endsInCallback = true;
    int given = 0;
    while (possible && asksReady()) {
      if (given >= atMost) {
        return false;
      }
      ready = false;
      out.write(filler);
      given += filler.length;
    }
    return true;
  }

  /** Ends the stream immediately; the container keeps the bytes that the socket has not taken. */
  public final void complete() {
    releaseOnce();
    tellIfAwaited();
  }

  private void releaseOnce() {
    touching.lock();
    try {
      if (!ended) {
        ended = true;
        release();
      }
    } catch (IOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the container was first to end a stream", e);
    } finally {
      touching.unlock();
    }
  }

  private void tellIfAwaited() {
    ClientConnection owner = connection;
    if (awaited && owner != null) {
      owner.transportEnded();
    }
  }

  /**
   * Returns the stream to the container. Called once.
   *
   * @throws IOException if the peer is gone
   * @throws IllegalStateException if the container already has it back
   */
  protected abstract void release() throws IOException;

  /**
   * Records that the container has ended the stream. A connection that ended the stream itself is
   * not told again.
   *
   * @param reason why
   */
  protected final void endedByContainer(CloseReason reason) {
    touching.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
    } finally {
      touching.unlock();
    }
    end(reason);
    tellIfAwaited();
  }

  /**
   * Lets the loop write the final bytes before the container takes the stream back, which it does
   * as soon as this returns. Called by the container's thread, which holds back its own callbacks
   * meanwhile: a socket that takes nothing at that moment is not waited for.
   *
   * @param reason why
   */
  protected final void finishBeforeTheContainer(CloseReason reason) {
    ClientConnection owner = connection;
    if (owner != null && !ended) {
      CountDownLatch turn = new CountDownLatch(1);
      lastTurn = turn;
      if (!finishing) {
        owner.end(reason);
        awaitTurn(turn);
      }
    }
    abandon(CloseReason.DISCONNECTED);
  }

  private static void awaitTurn(CountDownLatch turn) {
    try {
      boolean unused = turn.await(ClientConnection.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Completes a stream that is no longer of use, and ends its connection.
   *
   * @param reason why
   */
  protected final void abandon(CloseReason reason) {
    releaseOnce();
    end(reason);
    tellIfAwaited();
  }

  // Called by the container's threads.

  @Override
  public final void onWritePossible() throws IOException {
    begun = true;
    possible = true;
    if (!finishing) {
      wakeOwner();
    } else if ((!touch(this::finished) && hasFailed()) || endsInCallback) {
      complete();
    }
  }

  private void wakeOwner() {
    ClientConnection owner = connection;
    if (owner != null) {
      owner.writable();
    }
  }

  @Override
  public final void onError(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a client is gone", failure);
    abandon(CloseReason.DISCONNECTED);
  }
}
