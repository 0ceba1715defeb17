package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells MicroProfile Health whether the hub takes clients, so that a balancer sends none to a node
 * that is drained or ends. A hub that nobody has used yet would take them. Its data say how many
 * sockets are {@code closing}: closed by us, and held open by clients that take no bytes.
 * Thread-safe.
 *
 * <p>It is a bean by itself where the server sees those that an extension adds; elsewhere an
 * application produces it.
 *
 * <p>Loaded only where the health API is present: it has no scope, since TomEE loads each class
 * that has one, also of a jar that is no bean archive.
 */
@Readiness
public final class HubReadiness implements HealthCheck {

  private final TidewireExtension extension;

  /**
   * A check of the hub that is the application's.
   *
   * @param manager of the application's beans
   */
  @Inject
  public HubReadiness(BeanManager manager) {
    this.extension = manager.getExtension(TidewireExtension.class);
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("tidewire")
        .status(extension.takesClients())
        .withData("closing", extension.closingSockets())
        .build();
  }
}
