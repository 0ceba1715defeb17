package io.tidewire.it.app.rolling;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.spi.InboundHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets nobody pass before it is opened. */
public final class Gate implements InboundHandler {

  private static final CountDownLatch OPEN = new CountDownLatch(1);
  private static final AtomicInteger WAITING = new AtomicInteger();

  @Override
  public String address() {
    return "gate";
  }

  @Override
  public void handle(Incoming<Payload> message) throws InterruptedException {
    WAITING.incrementAndGet();
    OPEN.await();
    message.reply(message.data());
  }

  static void open() {
    OPEN.countDown();
  }

  /** How many have come. */
  static int waiting() {
    return WAITING.get();
  }
}
