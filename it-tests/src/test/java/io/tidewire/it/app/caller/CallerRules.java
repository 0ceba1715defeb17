package io.tidewire.it.app.caller;

import io.tidewire.Subscriber;
import io.tidewire.cdi.AllowSubscribe;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;

/** Rules that need no more than the subscriber. */
@ApplicationScoped
public class CallerRules {

  @AllowSubscribe("tenants/{tenant}/{customer}")
  boolean ofTenant(Subscriber who, String tenant, String customer) {
    return who.attribute("tenant").filter(tenant::equals).isPresent()
        && who.attribute("customer").filter(customer::equals).isPresent();
  }

  @AllowSubscribe("named/{user}")
  boolean named(Subscriber who, String user) {
    return who.user().filter(user::equals).isPresent();
  }

  /** By a role that {@code web.xml} declares. */
  @AllowSubscribe("descriptor")
  boolean descriptor(Subscriber who) {
    return who.isInRole("manager-script");
  }

  @AllowSubscribe(
      value = "member",
      roles = {"nobody", "manager-script"})
  void member() {}

  @AllowSubscribe("standard")
  @RolesAllowed("manager-script")
  boolean standard() {
    return true;
  }

  @AllowSubscribe(value = "others", roles = "nobody")
  void others() {}

  /** By a role that nothing names, so that it is not looked up. */
  @AllowSubscribe("composed/{role}")
  boolean composed(Subscriber who, String role) {
    return who.isInRole(role);
  }
}
