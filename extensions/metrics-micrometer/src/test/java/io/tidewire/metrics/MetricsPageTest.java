package io.tidewire.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidewire.ExamplePage;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener of the page on metrics shows a hub to Micrometer until its application ends. */
class MetricsPageTest {

  private static final String IMPORTS =
      """
      import io.micrometer.core.instrument.Tags;
      import io.tidewire.Hub;
      import io.tidewire.metrics.TidewireMetrics;
      import jakarta.servlet.*;
      import jakarta.servlet.annotation.WebListener;
      """;

  @TempDir Path folder;

  private ServletContextListener listener() throws Exception {
    String listener =
        ExamplePage.of("metrics.md").java().stream()
            .filter(example -> example.startsWith("@WebListener"))
            .findFirst()
            .orElseThrow();
    return (ServletContextListener)
        ExamplePage.load(folder, "Metrics", IMPORTS + listener)
            .getDeclaredConstructor()
            .newInstance();
  }

  private static ServletContextEvent event(Object hub) {
    return new ServletContextEvent(
        (ServletContext)
            Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (self, method, arguments) -> "io.tidewire.Hub".equals(arguments[0]) ? hub : null));
  }

  @Test
  void theListenerShowsTheHubAndTakesItBack() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    Metrics.addRegistry(registry);
    try {
      ServletContextListener listener = listener();
      ServletContextEvent event = event(new CountedHub());
      listener.contextInitialized(event);
      assertThat(registry.find("tidewire.users").tag("application", "shop").meters())
          .extracting(Meter::getId)
          .hasSize(1);
      listener.contextDestroyed(event);
      assertThat(registry.getMeters()).isEmpty();
    } finally {
      Metrics.removeRegistry(registry);
      registry.close();
    }
  }
}
