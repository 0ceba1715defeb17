package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.health.AsyncHealthCheckFactory;
import io.smallrye.health.SmallRyeHealthReporter;
import io.tidewire.Hub;
import jakarta.json.JsonObject;
import java.time.Duration;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

/** What a probe of the platform's health endpoint is told, by its real implementation. */
class HubReadinessTest {

  private static WeldContainer start() {
    return new Weld()
        .disableDiscovery()
        .addExtension(new TidewireExtension())
        .addExtension(new io.smallrye.config.inject.ConfigExtension())
        .addBeanClasses(SmallRyeHealthReporter.class, AsyncHealthCheckFactory.class)
        .initialize();
  }

  private static JsonObject readiness(WeldContainer container) {
    return container.select(SmallRyeHealthReporter.class).get().getReadiness().getPayload();
  }

  private static String status(WeldContainer container) {
    JsonObject readiness = readiness(container);
    JsonObject check = readiness.getJsonArray("checks").getJsonObject(0);
    assertThat(check.getString("name")).isEqualTo("tidewire");
    assertThat(check.getString("status")).isEqualTo(readiness.getString("status"));
    return check.getString("status");
  }

  @Test
  void isUpUntilTheHubIsDrained() {
    try (WeldContainer container = start()) {
      assertThat(status(container)).as("before the first use").isEqualTo("UP");
      Hub hub = container.select(Hub.class).get();
      assertThat(hub.name()).isEqualTo("default");
      assertThat(
              readiness(container)
                  .getJsonArray("checks")
                  .getJsonObject(0)
                  .getJsonObject("data")
                  .getInt("closing"))
          .isZero();
      assertThat(status(container)).as("open").isEqualTo("UP");

      hub.drain(Duration.ZERO).toCompletableFuture().join();

      assertThat(status(container)).as("drained").isEqualTo("DOWN");
    }
  }

  @Test
  void isDownOnceTheHubIsClosed() {
    TidewireExtension extension = new TidewireExtension();
    try (WeldContainer container =
        new Weld().disableDiscovery().addExtension(extension).initialize()) {
      assertThat(container.select(Hub.class).get().name()).isEqualTo("default");
      assertThat(extension.takesClients()).isTrue();
    }

    assertThat(extension.takesClients()).isFalse();
  }
}
