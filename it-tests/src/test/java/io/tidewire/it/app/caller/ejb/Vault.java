package io.tidewire.it.app.caller.ejb;

import jakarta.annotation.Resource;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** Opens to one role only, and knows its caller. */
@Stateless
@DeclareRoles("manager-script")
public class Vault {

  @Resource private SessionContext context;

  @RolesAllowed("manager-script")
  public String openedBy() {
    return context.getCallerPrincipal().getName();
  }

  @PermitAll
  public boolean isCalledByManager() {
    return context.isCallerInRole("manager-script");
  }
}
