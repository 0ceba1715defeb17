package io.tidewire.chain.war;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.spi.InboundHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers by what the address asks for. */
public final class Desk implements InboundHandler {

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @Override
  public String address() {
    return "desk/{what}";
  }

  @Override
  public void handle(Incoming<Payload> message) throws InterruptedException {
    switch (message.value("what")) {
      case "echo" -> message.reply(message.data());
      case "count" -> message.reply(Payload.json("" + calls.incrementAndGet()));
      case "who" -> message.reply(Payload.json('"' + message.subscriber().user().orElse("") + '"'));
      case "wait" -> await();
      case "open" -> gate.countDown();
      case "waiting" -> message.reply(Payload.json("" + waiting.get()));
      default -> throw new IllegalStateException("a secret");
    }
  }

  private void await() throws InterruptedException {
    waiting.incrementAndGet();
    gate.await();
  }
}
