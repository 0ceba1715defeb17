package io.tidewire.cdi.war;

import io.tidewire.cdi.AllowSubscribe;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;

/** Asks for a caller where there is no security for CDI. */
@ApplicationScoped
public class PrincipalRules {

  @Inject private Principal caller;

  @AllowSubscribe("own/{name}")
  boolean own(String name) {
    return caller.getName().equals(name);
  }
}
