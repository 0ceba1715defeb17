package io.tidewire.it.app.caller;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.cdi.Received;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Tells members who they are, by the subscriber alone. */
@ApplicationScoped
public class CallerDesk {

  @RolesAllowed("manager-script")
  void who(@Observes @Received("who") Incoming<Payload> in, Subscriber who) {
    in.reply(who.user().orElse("nobody"));
  }
}
