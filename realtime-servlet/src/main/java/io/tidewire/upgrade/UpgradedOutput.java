package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClosingSockets;
import io.tidewire.engine.Connection;
import io.tidewire.web.NonBlockingOutput;
import io.tidewire.websocket.Sessions;
import io.tidewire.wire.WebSocketWriter;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An upgraded request's output.
 *
 * <h2>How it ends</h2>
 *
 * After our close frame the socket stays open until the client has closed, too, for the close
 * timeout at most (RFC 6455, section 7.1.1): what a client has sent and nobody has read would break
 * the socket off before the client has read that frame. The client's close or end of file ends it
 * in the container's callback for input. For a client that is silent until its time is over:
 *
 * <p>Tomcat looks whether a connection has been closed only after an event of its socket, so a
 * close by a thread of ours would leave the socket open for ever. There we ask for an event: empty
 * pongs, which a client may get unasked (section 5.5.3), fill the container's buffer, and in the
 * callback that says that it is empty again we close. One client remains: one whose window is full.
 * Its callback comes when it reads or leaves, or when TCP gives it up. Until its socket has really
 * ended it counts as a connection that is closing.
 */
final class UpgradedOutput extends NonBlockingOutput {

  /** The buffer of the container that is to be filled has 8 KiB unless it was enlarged. */
  private static final int MOST_PADDING = 1 << 20;

  private static final int PONGS = 512;
  private static final byte[] NO_PAYLOAD = {};
  private static final byte[] PADDING = padding();

  private final WebConnection web;
  private final Sessions sessions;
  private final AtomicReference<ClosingSockets.@Nullable Socket> counted = new AtomicReference<>();
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

  void start(Connection owner) {
    startFor(owner);
  }

  /** Says something short to a client that gets no connection. Instead of {@link #start}. */
  void refuse(byte[] goodbye, ClosingSockets.Socket socket) {
    startToSay(goodbye);
    closing(socket);
  }

  /**
   * The last word is said: ends it even if the client does not close.
   *
   * @param socket counts it until it has ended
   */
  void closing(ClosingSockets.Socket socket) {
    closing = true;
    counted.set(socket);
    if (hasEnded()) {
      uncountUnlessOpen();
    }
    sessions.endAfterCloseTimeout(this, this::endUnanswered);
  }

  /** Whether what the client still sends is of no interest. */
  boolean isClosing() {
    return closing;
  }

  /** Whether the client's time to close is over, so that any callback of the container ends it. */
  boolean isOverdue() {
    return overdue;
  }

  private void endUnanswered() {
    if (endsInCallbacksOnly()) {
      completeInCallback(PADDING, MOST_PADDING);
    } else {
      complete();
    }
    overdue = true;
  }

  /** Whether it is Tomcat's. There is no type to ask: it is the container's own. */
  private boolean endsInCallbacksOnly() {
    return web.getClass().getName().startsWith("org.apache.coyote.");
  }

  /** The client has said that it sends no more. */
  void peerClosed() {
    peerClosed = true;
    if (closeSent) {
      complete();
    }
  }

  @Override
  protected void lastWordSent() {
    closeSent = true;
    if (peerClosed) {
      complete();
    }
  }

  /** The client has gone. */
  void gone() {
    abandon(CloseReason.DISCONNECTED);
  }

  /** The container has ended it. */
  void takenAway() {
    taken = true;
    endedByContainer(CloseReason.DISCONNECTED);
    sessions.closed(this);
    uncount();
  }

  /** Others than Tomcat close at once, and need not say when they are done. */
  private void uncountUnlessOpen() {
    if (taken || !endsInCallbacksOnly()) {
      uncount();
    }
  }

  private void uncount() {
    ClosingSockets.Socket socket = counted.getAndSet(null);
    if (socket != null) {
      socket.ended();
    }
  }

  @Override
  protected void release() throws IOException {
    try {
      web.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the container cannot close a connection", e);
    } finally {
      sessions.closed(this);
      uncountUnlessOpen();
    }
  }
}
