package io.tidewire.cdi;

import io.tidewire.Hub;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows the hub to what the server has for metrics: MicroProfile Metrics, OpenTelemetry, both or
 * neither. Finds out which exist before any class that names them is touched. What is there in a
 * version that does not fit is left out.
 */
final class ServerMetrics implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");
  private static final String METRICS = "org.eclipse.microprofile.metrics.MetricRegistry";
  private static final String TELEMETRY = "io.opentelemetry.api.OpenTelemetry";

  private final List<AutoCloseable> shown = new ArrayList<>(2);

  private ServerMetrics() {}

  /**
   * Shows a hub that has just been opened.
   *
   * @param beans the application's beans, among which the server's are
   * @return takes it back; a registry of the server would keep the application's classes
   */
  static ServerMetrics show(Hub hub, Instance<Object> beans) {
    ServerMetrics metrics = new ServerMetrics();
    metrics.add(METRICS, () -> MicroProfileMetrics.find(hub, beans));
    metrics.add(TELEMETRY, () -> Telemetry.find(hub, beans));
    return metrics;
  }

  private void add(String api, Supplier<Optional<AutoCloseable>> found) {
    try {
      Class.forName(api, false, ServerMetrics.class.getClassLoader());
      found.get().ifPresent(shown::add);
    } catch (ClassNotFoundException e) {
      LOG.log(System.Logger.Level.TRACE, "{0} is not there", api);
    } catch (RuntimeException | LinkageError e) {
      // Whatever a version of the API that is not ours fails with: the hub goes on without it.
      LOG.log(System.Logger.Level.INFO, "the hub is not shown by the server's " + api, e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable each : shown) {
      try {
        each.close();
      } catch (Exception | LinkageError e) {
        // The other one is to be closed too.
        LOG.log(
            System.Logger.Level.WARNING,
            "the server keeps its metrics of the hub, and with them the application's classes",
            e);
      }
    }
    shown.clear();
  }
}
