package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells MicroProfile Health whether the hub takes clients, so that a balancer sends none to a node
 * that is drained or ends. A hub that nobody has used yet would take them.
 *
 * <p>Loaded only where the health API is present: it has no scope, since TomEE loads each class
 * that has one, also of a jar that is no bean archive.
 */
@Readiness
class HubReadiness implements HealthCheck {

  private final TidewireExtension extension;

  @Inject
  HubReadiness(BeanManager manager) {
    this.extension = manager.getExtension(TidewireExtension.class);
  }

  @Override
  public HealthCheckResponse call() {
    return extension.takesClients()
        ? HealthCheckResponse.up("tidewire")
        : HealthCheckResponse.down("tidewire");
  }
}
