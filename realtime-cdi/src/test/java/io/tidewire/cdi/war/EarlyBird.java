package io.tidewire.cdi.war;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Fires an event while the application starts. */
@ApplicationScoped
public class EarlyBird {

  @Inject private Event<OrderShipped> shipped;

  void start(@Observes @Initialized(ApplicationScoped.class) Object started) {
    shipped.fire(new OrderShipped("early"));
  }
}
