package io.tidewire.it.app.health;

import io.tidewire.cdi.HubReadiness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** The product's health check as a bean of the application. */
@ApplicationScoped
public class Checks {

  @Produces
  @Readiness
  HealthCheck hub(BeanManager manager) {
    return new HubReadiness(manager);
  }
}
