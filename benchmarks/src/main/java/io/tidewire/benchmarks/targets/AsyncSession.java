package io.tidewire.benchmarks.targets;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends each message by an asynchronous call, as soon as the one before is done. To one that has
 * been closed nothing more is sent.
 */
final class AsyncSession implements Receiver, SendHandler {

  private final Session session;
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unsent = new AtomicInteger();

  AsyncSession(Session session) {
    this.session = session;
  }

  @Override
  public void send(Batch batch) {
    for (String message : batch.messages()) {
      waiting.add(message);
      if (unsent.getAndIncrement() == 0) {
        sendNext();
      }
    }
  }

  private void sendNext() {
    String next = Objects.requireNonNull(waiting.poll());
    try {
      session.getAsyncRemote().sendText(next, this);
    } catch (IllegalStateException e) {
      waiting.clear();
    }
  }

  @Override
  public void onResult(SendResult result) {
    if (result.isOK() && unsent.decrementAndGet() > 0) {
      sendNext();
    }
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }
}
