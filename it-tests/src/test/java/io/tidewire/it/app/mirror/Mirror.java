package io.tidewire.it.app.mirror;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.spi.InboundHandler;

/** Replies with what it was sent. */
public final class Mirror implements InboundHandler {

  @Override
  public String address() {
    return "mirror";
  }

  @Override
  public void handle(Incoming<Payload> message) {
    message.reply(message.data());
  }
}
