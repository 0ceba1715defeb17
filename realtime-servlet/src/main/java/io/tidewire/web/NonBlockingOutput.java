package io.tidewire.web;

import io.tidewire.CloseReason;
import io.tidewire.engine.Connection;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A container's stream that a loop writes without ever blocking (Servlet specification, sections
 * 2.3.3.5 and 3.7).
 *
 * <h2>Who may touch the stream</h2>
 *
 * From the first {@code onWritePossible} on, the loop alone; it asks {@code isReady} before each
 * write and each flush. The last word is the loop's, too, or the container's thread's that reads a
 * client's close. When it is to be said and the socket takes nothing yet, or still holds bytes
 * back, the container's next {@code onWritePossible} writes what is left and ends the stream. Once
 * the container has ended the stream, {@code ended} is set and nobody touches it again: containers
 * recycle responses, and a late write would reach another user.
 *
 * <p>So that the flag never comes too late, a touch and the setting of the flag exclude each other:
 * the container's callback, and with it the recycling, waits for a write that is under way, which
 * does not block. Nobody waits the other way round, but for the setting of a flag.
 */
public abstract class NonBlockingOutput implements WriteListener {

  private static final System.Logger LOG = System.getLogger(NonBlockingOutput.class.getName());
  private static final byte[] NOTHING = {};

  // Set at construction.
  private final ServletOutputStream out;

  // Owned by the loop, and by the container's thread once the last word is said.
  private boolean flushPending;

  /** The container's last answer was yes, and nothing has been written since. */
  private boolean ready;

  // Set by start, before anything can use it.
  private @Nullable Connection connection;

  // Touched by any thread.
  private final ReentrantMutex touching = new ReentrantMutex();
  private volatile boolean begun;
  private volatile boolean possible;
  private volatile boolean lastWordSaid;

  // Guarded by the lock.
  private byte[] lastWord = NOTHING;
  private boolean failed;

  /** The container's next callback for writes ends the stream, whatever is unsent. */
  private volatile boolean endsInCallback;

  private volatile boolean ended;

  /**
   * Takes over a stream.
   *
   * @param out the container's
   */
  protected NonBlockingOutput(ServletOutputStream out) {
    this.out = out;
  }

  /**
   * Lets the container call back; the last act of the thread that has the stream so far.
   *
   * @param owner the connection that writes to it
   */
  protected final void startFor(Connection owner) {
    connection = owner;
    out.setWriteListener(this);
  }

  /**
   * The same for a stream without a connection, which only says something and ends.
   *
   * @param goodbye its last word
   */
  protected final void startToSay(byte[] goodbye) {
    lastWord = goodbye;
    lastWordSaid = true;
    out.setWriteListener(this);
  }

  private Connection connection() {
    return Objects.requireNonNull(connection, "not started");
  }

  private void end(CloseReason reason) {
    Connection owner = connection;
    if (owner != null) {
      owner.end(reason);
    }
  }

  /**
   * Whether a write would be taken now. Sends what an earlier write left in the container's buffer.
   *
   * @return false if not; the connection is told when it would
   */
  public final boolean isReady() {
    return possible && !ended && (ready || touch(() -> asksReady() && flushed()));
  }

  /**
   * Whether the container has called back for the first time, or ended the stream.
   *
   * @return false while nothing could have been written yet
   */
  public final boolean hasBegun() {
    return begun || ended;
  }

  /**
   * Whether it is the container's again.
   *
   * @return whether nothing can be written any more
   */
  public final boolean hasEnded() {
    return ended;
  }

  /**
   * Touches the stream unless it has ended or failed. After a failure it is not completed here: the
   * container, which is about to report the failure, comes first, the connection's end second.
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
  public final void write(byte[] bytes) {
    if (bytes.length > 0) {
      boolean unused = touch(() -> !lastWordSaid && written(bytes));
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
   * it does. What is written or finished after it is dropped. By the loop, or by the container's
   * thread that reads.
   *
   * @param bytes what to write, shared
   */
  public final void finish(byte[] bytes) {
    boolean finished = touch(() -> lastWordSaid || finishes(bytes));
    if (!finished && hasFailed()) {
      connection().later(this::complete);
    }
  }

  private boolean finishes(byte[] bytes) throws IOException {
    lastWord = bytes;
    lastWordSaid = true;
    return possible && finished();
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
    if (leavesWithTheEnd(unsent)) {
      ready = false;
      out.write(unsent);
    } else if (unsent.length > 0 && !written(unsent)) {
      return false;
    }
    lastWordSent();
    return true;
  }

  /**
   * Whether the end itself sends these bytes.
   *
   * @param lastWord all that is to be written yet
   * @return whether they need no flush before it
   */
  protected boolean leavesWithTheEnd(byte[] lastWord) {
    return false;
  }

  /** The socket has taken the last word. */
  protected void lastWordSent() {
    complete();
  }

  /**
   * Ends the stream in the container's next callback for writes. The container owes one if the
   * socket takes nothing; if it takes bytes, it is given some until it does not. By any thread.
   *
   * @param filler what the peer ignores, a whole number of its units
   * @param atMost how many bytes of filler to give; if all are taken the stream ends on this thread
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

  /** Ends the stream at once; what the socket has not taken is the container's. */
  public final void complete() {
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

  /**
   * Gives the stream back to the container. Called once.
   *
   * @throws IOException if the peer is gone
   * @throws IllegalStateException if the container has it back already
   */
  protected abstract void release() throws IOException;

  /**
   * The container has ended the stream. A connection that has ended it itself knows; it is not told
   * again.
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
  }

  /**
   * The stream is of no use any more; the container is to be told so.
   *
   * @param reason why
   */
  protected final void abandon(CloseReason reason) {
    complete();
    end(reason);
  }

  // Called by the container's threads.

  @Override
  public final void onWritePossible() throws IOException {
    begun = true;
    possible = true;
    if (!lastWordSaid) {
      connection().writable();
    } else if ((!touch(this::finished) && hasFailed()) || endsInCallback) {
      complete();
    }
  }

  @Override
  public final void onError(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a client is gone", failure);
    abandon(CloseReason.DISCONNECTED);
  }
}
