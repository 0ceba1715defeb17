package io.tidewire.it.app.ear.ejb;

import io.tidewire.it.app.cdi.Shipped;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

/** Business code that knows nothing of web applications. */
@Stateless
public class Warehouse {

  @Inject private Event<Shipped> shipped;

  /** Ships, in a transaction of the container's. */
  public void ship(String region, int n) {
    shipped.fire(new Shipped(region, n));
  }
}
