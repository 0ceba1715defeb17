package io.tidewire.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tidewire.Hub;
import io.tidewire.HubMetric;
import io.tidewire.HubStats;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Registers what a hub counts with Micrometer: a gauge or a function counter for each {@link
 * HubMetric}, with the tag {@code hub}. The hub is asked once a second at most. Safe for use by any
 * thread.
 *
 * <p>A registry keeps the meters, and with them the classes of the application, until this is
 * closed.
 */
public final class TidewireMetrics implements MeterBinder, AutoCloseable {

  private final RecentStats stats;
  private final Tags tags;
  private final Queue<Registered> meters = new ConcurrentLinkedQueue<>();

  private record Registered(MeterRegistry registry, Meter meter) {}

  /**
   * Shows a hub.
   *
   * @param hub the hub, which this opens if it is one of CDI that has not been used yet
   */
  public TidewireMetrics(Hub hub) {
    this(hub, List.of());
  }

  /**
   * Shows a hub whose meters have further tags.
   *
   * @param hub the hub, as above
   * @param tags the tags, such as one that names the application where several share a registry
   */
  public TidewireMetrics(Hub hub, Iterable<Tag> tags) {
    this(hub, tags, System::nanoTime);
  }

  /**
   * Shows a hub by a clock.
   *
   * @param hub the hub
   * @param tags the tags
   * @param nanos the clock
   */
  TidewireMetrics(Hub hub, Iterable<Tag> tags, LongSupplier nanos) {
    this.stats = new RecentStats(hub, nanos);
    this.tags = Tags.of("hub", hub.name()).and(tags);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    HubStats known = stats.get();
    for (HubMetric metric : HubMetric.values()) {
      for (String part : metric.parts(known)) {
        meters.add(new Registered(registry, register(registry, metric, part)));
      }
    }
  }

  /** A meter refers to this as well by its function, so its weak reference to this stays good. */
  private Meter register(MeterRegistry registry, HubMetric metric, String part) {
    Tags all = metric.tag().map(tag -> tags.and(tag, part)).orElse(tags);
    return switch (metric.kind()) {
      case COUNTER ->
          FunctionCounter.builder(metric.id(), this, self -> value(metric, part))
              .description(metric.description())
              .tags(all)
              .register(registry);
      case GAUGE ->
          Gauge.builder(metric.id(), this, self -> value(metric, part))
              .description(metric.description())
              .tags(all)
              .register(registry);
    };
  }

  private double value(HubMetric metric, String part) {
    return metric.value(stats.get(), part);
  }

  /** Removes its meters from all registries. */
  @Override
  public void close() {
    for (Registered next = meters.poll(); next != null; next = meters.poll()) {
      next.registry.remove(next.meter);
    }
  }
}
