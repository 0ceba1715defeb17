package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.carrier.Sessions;
import io.tidewire.engine.ClientConnection;
import io.tidewire.web.NonBlockingOutput;
import io.tidewire.wire.WebSocketWriter;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes to an upgraded request.
 *
 * <h2>How it ends</h2>
 *
 * After our close frame the socket stays open until the client has closed as well, for the close
 * timeout at most (RFC 6455, section 7.1.1): unread input would reset the socket before the client
 * has read that frame. The client's close or end of file ends it in the container's callback for
 * input. If the client is silent until its time is over, other containers close at once, but not
 * Tomcat:
 *
 * <p>Tomcat checks only after an event of a socket whether its connection has been closed, so a
 * close by a thread of ours would leave the socket open forever. There we provoke an event: empty
 * pongs, which a client may get unasked (section 5.5.3), fill the container's buffer, and the
 * callback that reports it empty again closes. What remains is a client whose window is full: its
 * callback comes when it reads or leaves, or when TCP gives up. Until its socket has really ended
 * it counts as a connection that is closing.
 */
final class UpgradedOutput extends NonBlockingOutput {

  /** The most padding to write: the container's buffer has 8 KiB unless it was enlarged. */
  private static final int MOST_PADDING = 1 << 20;

  private static final int PONGS = 512;
  private static final byte[] NO_PAYLOAD = {};
  private static final byte[] PADDING = padding();

  private final WebConnection web;
  private final Sessions sessions;
  private final AtomicReference<@Nullable Runnable> counted = new AtomicReference<>();
  private volatile boolean closing;
  private volatile boolean overdue;
  private volatile boolean closeSent;
  private volatile boolean peerClosed;
  private volatile boolean taken;

  UpgradedOutput(WebConnection web, Sessions sessions) throws IOException {
    super(web.getOutputStream());
    this.web = web;
    this.sessions = sessions;
    sessions.opened(this);
  }

  private static byte[] padding() {
    WebSocketWriter writer = new WebSocketWriter();
    for (int i = 0; i < PONGS; i++) {
      writer.pong(NO_PAYLOAD);
    }
    return writer.bytes();
  }

  void start(ClientConnection owner) {
    startFor(owner);
  }

  /** Sends something short to a client that gets no connection; replaces {@link #start}. */
  void refuse(byte[] goodbye, Runnable ended) {
    startFinishing(goodbye);
    closing(ended);
  }

  /**
   * Ends the socket, once the close frame is written, even if the client does not close.
   *
   * @param ended to be run when the socket has ended: it counts until then
   */
  void closing(Runnable ended) {
    closing = true;
    counted.set(ended);
    if (hasEnded()) {
      uncountUnlessOpen();
    }
    sessions.endAfterCloseTimeout(this, this::endUnanswered);
  }

  /** {@return whether what the client still sends is ignored} */
  boolean isClosing() {
    return closing;
  }

  /** {@return whether the client's time to close is over, so that any callback ends the socket} */
  boolean isOverdue() {
    return overdue;
  }

  private void endUnanswered() {
    if (endsInCallbacksOnly()) {
      leave();
      completeInCallback(PADDING, MOST_PADDING);
    } else {
      complete();
    }
    overdue = true;
  }

  /** Tells whether the container is Tomcat, by name, since the class is the container's own. */
  private boolean endsInCallbacksOnly() {
    return web.getClass().getName().startsWith("org.apache.coyote.");
  }

  /** Called when the client has closed its side. */
  void peerClosed() {
    peerClosed = true;
    if (closeSent) {
      complete();
    }
  }

  @Override
  protected void finalBytesSent() {
    closeSent = true;
    if (peerClosed) {
      complete();
    }
  }

  /** Called when the client is gone. */
  void gone() {
    abandon(CloseReason.DISCONNECTED);
  }

  /** Called when the container has ended the request. */
  void takenAway() {
    taken = true;
    endedByContainer(CloseReason.DISCONNECTED);
    sessions.gone(this);
    uncount();
  }

  /** Waits for the container where a close is not immediate: on Tomcat. */
  private void leave() {
    if (!endsInCallbacksOnly()) {
      sessions.closed(this);
      return;
    }
    sessions.leaving(this);
    if (taken) {
      sessions.gone(this);
    }
  }

  /** Stops counting the socket where a close is immediate: everywhere but on Tomcat. */
  private void uncountUnlessOpen() {
    if (taken || !endsInCallbacksOnly()) {
      uncount();
    }
  }

  private void uncount() {
    Runnable ended = counted.getAndSet(null);
    if (ended != null) {
      ended.run();
    }
  }

  @Override
  protected void release() throws IOException {
    try {
      web.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Declared by AutoCloseable.
      throw new IOException("the container cannot close a connection", e);
    } finally {
      leave();
      uncountUnlessOpen();
    }
  }
}
