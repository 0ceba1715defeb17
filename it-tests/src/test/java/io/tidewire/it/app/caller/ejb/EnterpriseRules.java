package io.tidewire.it.app.caller.ejb;

import io.tidewire.cdi.AllowSubscribe;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** A rule of an enterprise bean, which the server lets be asked by one role only. */
@Stateless
public class EnterpriseRules {

  @Resource private SessionContext context;

  @AllowSubscribe("enterprise/{user}")
  @RolesAllowed("manager-script")
  public boolean may(String user) {
    return context.getCallerPrincipal().getName().equals(user);
  }
}
