package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;

/** Finds out whether MicroProfile Health exists here, before any class that names it is touched. */
final class HealthChecks {

  private static final String API = "org.eclipse.microprofile.health.HealthCheck";

  private HealthChecks() {}

  static void register(BeforeBeanDiscovery discovery) {
    try {
      Class.forName(API, false, HealthChecks.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return;
    }
    discovery.addAnnotatedType(HubReadiness.class, HubReadiness.class.getName());
  }
}
