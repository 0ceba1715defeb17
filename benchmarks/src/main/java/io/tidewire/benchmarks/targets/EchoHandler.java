package io.tidewire.benchmarks.targets;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.spi.InboundHandler;

/** Has what clients send to {@code echo} handled. */
public final class EchoHandler implements InboundHandler {

  private final EchoBean bean = new EchoBean();

  /** Made by the service loader. */
  public EchoHandler() {}

  @Override
  public String address() {
    return "echo";
  }

  @Override
  public void handle(Incoming<Payload> message) {
    message.reply(bean.answer(message.as(Line.class)));
  }
}
