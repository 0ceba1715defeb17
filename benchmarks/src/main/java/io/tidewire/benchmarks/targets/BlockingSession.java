package io.tidewire.benchmarks.targets;

import jakarta.websocket.Session;
import java.io.IOException;

/** Sends each message by a blocking call. */
final class BlockingSession implements Receiver {

  private final Session session;

  BlockingSession(Session session) {
    this.session = session;
  }

  @Override
  public void send(Batch batch) {
    try {
      for (String message : batch.messages()) {
        session.getBasicRemote().sendText(message);
      }
    } catch (IOException | IllegalStateException e) {
      // The client is gone, and the lane sees that the session is closed.
      System.getLogger(BlockingSession.class.getName()).log(System.Logger.Level.DEBUG, "gone", e);
    }
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }
}
