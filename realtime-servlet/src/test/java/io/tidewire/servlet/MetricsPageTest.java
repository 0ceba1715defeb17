package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.ExamplePage;
import io.tidewire.Hub;
import io.tidewire.HubStats;
import io.tidewire.engine.HubEngine;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.MBeanServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first examples of the page on metrics do what it says. */
class MetricsPageTest {

  private static final String SOURCE =
      """
      import io.tidewire.*;
      import io.tidewire.servlet.HubMXBean;
      import javax.management.*;

      public class Example {
        public static void numbers(Hub hub) {
          %s
        }

        public static void drain(MBeanServer server) throws Exception {
          %s
        }
      }
      """;

  @TempDir Path folder;

  private Class<?> compiled() throws Exception {
    List<String> examples = ExamplePage.of("metrics.md").java();
    return ExamplePage.load(folder, "Example", SOURCE.formatted(examples.get(0), examples.get(1)));
  }

  private static Hub hub(AtomicReference<Duration> drained) {
    HubStats stats = HubEngine.nothing();
    return (Hub)
        Proxy.newProxyInstance(
            Hub.class.getClassLoader(),
            new Class<?>[] {Hub.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "name" -> "default";
                  case "stats" -> stats;
                  case "drain" -> {
                    drained.set((Duration) arguments[0]);
                    yield CompletableFuture.completedFuture(null);
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void theNumbersAreReadAndANodeIsDrained() throws Exception {
    AtomicReference<Duration> drained = new AtomicReference<>();
    Hub hub = hub(drained);
    Class<?> example = compiled();
    example.getMethod("numbers", Hub.class).invoke(null, hub);
    try (AutoCloseable bean = HubBean.register(hub, "/shop")) {
      assertThat(bean).isNotNull();
      example
          .getMethod("drain", MBeanServer.class)
          .invoke(null, ManagementFactory.getPlatformMBeanServer());
    }
    assertThat(drained).hasValue(Duration.ofSeconds(60));
  }
}
