package io.tidewire.sample;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.cdi.Received;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers a message with what it says. It is the only address that clients may send to. */
@ApplicationScoped
class Echo {

  void onMessage(@Observes @Received("echo") Incoming<Payload> in) {
    in.reply(in.data());
  }
}
