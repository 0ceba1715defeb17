package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells MicroProfile Health whether the hub accepts clients, so that a balancer sends none to a
 * node that is drained or stopping, or one of whose delivery loops has ended. A hub that has not
 * been used yet would accept them. The data say how many sockets are {@code closing}, which means
 * closed by us but held open by clients that take no bytes; and, for each loop, how many events it
 * has not read and how long the oldest of them has waited. Thread-safe.
 *
 * <p>This is a bean by itself if the server sees beans that an extension adds; otherwise an
 * application produces it.
 *
 * <p>Loaded only where the health API is present: it has no scope, since TomEE loads each class
 * that has one, also of a jar that is no bean archive.
 */
@Readiness
public final class HubReadiness implements HealthCheck {

  private final TidewireExtension extension;

  /**
   * Creates a check of the application's hub.
   *
   * @param manager the manager of the application's beans
   */
  @Inject
  public HubReadiness(BeanManager manager) {
    this.extension = manager.getExtension(TidewireExtension.class);
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("tidewire").status(extension.takesClients());
    extension.health().forEach((name, value) -> add(response, name, value));
    return response.build();
  }

  private static void add(HealthCheckResponseBuilder response, String name, Object value) {
    if (value instanceof Number number) {
      response.withData(name, number.longValue());
    } else {
      response.withData(name, value.toString());
    }
  }
}
