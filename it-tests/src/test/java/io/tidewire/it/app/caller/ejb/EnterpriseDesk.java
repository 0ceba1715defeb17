package io.tidewire.it.app.caller.ejb;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.cdi.Received;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;

/** Tells who the server says that the caller is. */
@Stateless
public class EnterpriseDesk {

  @Resource private SessionContext context;

  @RolesAllowed("manager-script")
  public void who(@Observes @Received("enterprise") Incoming<Payload> in) {
    in.reply(context.getCallerPrincipal().getName());
  }
}
