package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.HubMetric;
import io.tidewire.window.Ticker;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.AnnotatedField;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Shows the hub to MicroProfile Metrics: as gauges, counters too, since a counter there only counts
 * by itself. It asks for each number by itself, too, so the hub is asked once a second at most.
 * Loaded only where that is present.
 */
final class MicroProfileMetrics {

  private MicroProfileMetrics() {}

  /** Has the field into which a server injects its registry: Payara looks at what is on it. */
  private static final class Injected {
    @Inject
    @SuppressWarnings("UnusedVariable") // an injection point only
    private @Nullable MetricRegistry registry;
  }

  /** {@return what takes them back; empty if the server has no registry for applications} */
  static Optional<AutoCloseable> find(Hub hub, Instance<Object> beans) {
    return beans.select(MetricRegistry.class).isResolvable()
        ? Optional.of(show(hub, beans.select(BeanManager.class).get()))
        : Optional.empty();
  }

  private static AutoCloseable show(Hub hub, BeanManager manager) {
    CreationalContext<?> life = manager.createCreationalContext(null);
    AnnotatedField<?> field =
        manager.createAnnotatedType(Injected.class).getFields().iterator().next();
    Object registry = manager.getInjectableReference(manager.createInjectionPoint(field), life);
    AutoCloseable shown = show(hub, (MetricRegistry) registry, Ticker.system());
    return () -> {
      shown.close();
      life.release();
    };
  }

  static AutoCloseable show(Hub hub, MetricRegistry registry, Ticker ticker) {
    List<MetricID> shown = new ArrayList<>();
    try {
      show(hub, new RecentStats(hub, ticker), registry, shown);
    } catch (RuntimeException | Error e) {
      shown.forEach(registry::remove);
      throw e;
    }
    return () -> shown.forEach(registry::remove);
  }

  private static void show(
      Hub hub, RecentStats stats, MetricRegistry registry, List<MetricID> shown) {
    for (HubMetric metric : HubMetric.values()) {
      Metadata metadata =
          Metadata.builder().withName(metric.id()).withDescription(metric.description()).build();
      for (String part : metric.parts(stats.get())) {
        Tag[] tags = tags(hub, metric, part);
        shown.add(new MetricID(metric.id(), tags));
        registry.gauge(metadata, () -> metric.value(stats.get(), part), tags);
      }
    }
  }

  private static Tag[] tags(Hub hub, HubMetric metric, String part) {
    Tag name = new Tag("hub", hub.name());
    return metric
        .tag()
        .map(tag -> new Tag[] {name, new Tag(tag, part)})
        .orElseGet(() -> new Tag[] {name});
  }
}
