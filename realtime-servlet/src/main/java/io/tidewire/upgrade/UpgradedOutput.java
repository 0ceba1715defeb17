package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.engine.Connection;
import io.tidewire.web.NonBlockingOutput;
import io.tidewire.websocket.Sessions;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.time.Duration;

/**
 * An upgraded request's output. After its last word it stays open until the client has closed, too,
 * for a second at most: what a client has sent and nobody has read would break the socket off
 * before the client has read that word (RFC 6455, section 7.1.1).
 */
final class UpgradedOutput extends NonBlockingOutput {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final WebConnection web;
  private final Sessions sessions;
  private volatile boolean closeSent;
  private volatile boolean peerClosed;

  UpgradedOutput(WebConnection web, Sessions sessions) throws IOException {
    super(web.getOutputStream());
    this.web = web;
    this.sessions = sessions;
    sessions.opened(this);
  }

  void start(Connection owner) {
    startFor(owner);
  }

  /** Says something short to a client that gets no connection. Instead of {@link #start}. */
  void refuse(byte[] goodbye) throws IOException {
    ServletOutputStream out = web.getOutputStream();
    out.write(goodbye);
    out.flush();
    closeSent = true;
    completeSoon();
  }

  /** Ends it even if the client does not close. */
  void completeSoon() {
    if (!sessions.closeAfter(PATIENCE, this, this::complete)) {
      complete();
    }
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
    endedByContainer(CloseReason.DISCONNECTED);
    sessions.closed(this);
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
    }
  }
}
