package io.tidewire.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener of the page on metrics shows a hub to Micrometer until its application ends. */
class MetricsPageTest {

  private static final Pattern LISTENER =
      Pattern.compile("```java\\n(@WebListener.*?)```", Pattern.DOTALL);

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
    Path classes =
        Path.of(
            URI.create(
                TidewireMetrics.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()));
    Path page = classes.resolve("../../../../docs/metrics.md").normalize();
    Matcher found = LISTENER.matcher(Files.readString(page));
    assertThat(found.find()).as("a listener on the page").isTrue();
    Path source = folder.resolve("Metrics.java");
    Files.writeString(source, IMPORTS + found.group(1));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(result).as(said.toString(StandardCharsets.UTF_8)).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      return (ServletContextListener)
          loader.loadClass("Metrics").getDeclaredConstructor().newInstance();
    }
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
