package io.tidewire.it.app.caller;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;

/** What the application remembers of a user. */
@SessionScoped
public class Login implements Serializable {

  private static final long serialVersionUID = 1L;

  private String tenant = "none";

  public String tenant() {
    return tenant;
  }

  public void enter(String newTenant) {
    tenant = newTenant;
  }
}
