package io.tidewire.it.app.caller.ejb;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.cdi.Received;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.Principal;

/** Tells who the injected principal is. */
@ApplicationScoped
public class PrincipalDesk {

  @Inject private Principal principal;

  void who(@Observes @Received("principal") Incoming<Payload> in) {
    in.reply(principal.getName());
  }
}
