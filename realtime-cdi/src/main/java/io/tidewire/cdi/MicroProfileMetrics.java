package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.HubMetric;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Shows the hub to MicroProfile Metrics: as gauges, counters too, since a counter there only counts
 * by itself. Loaded only where that is present.
 */
final class MicroProfileMetrics {

  private MicroProfileMetrics() {}

  /** {@return what takes them back; empty if the server has no registry for applications} */
  static Optional<AutoCloseable> find(Hub hub, Instance<Object> beans) {
    Instance<MetricRegistry> registries = beans.select(MetricRegistry.class);
    return registries.isResolvable() ? Optional.of(show(hub, registries.get())) : Optional.empty();
  }

  static AutoCloseable show(Hub hub, MetricRegistry registry) {
    List<MetricID> shown = new ArrayList<>();
    try {
      show(hub, registry, shown);
    } catch (RuntimeException | Error e) {
      shown.forEach(registry::remove);
      throw e;
    }
    return () -> shown.forEach(registry::remove);
  }

  private static void show(Hub hub, MetricRegistry registry, List<MetricID> shown) {
    for (HubMetric metric : HubMetric.values()) {
      Metadata metadata =
          Metadata.builder().withName(metric.id()).withDescription(metric.description()).build();
      for (String part : metric.parts(hub.stats())) {
        Tag[] tags = tags(hub, metric, part);
        shown.add(new MetricID(metric.id(), tags));
        registry.gauge(metadata, () -> metric.value(hub.stats(), part), tags);
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
