package io.tidewire.cdi;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import io.tidewire.Hub;
import io.tidewire.HubMetric;
import io.tidewire.HubStats;
import jakarta.enterprise.inject.Instance;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows the hub to MicroProfile Telemetry, which is OpenTelemetry as a bean: all its numbers by one
 * reading. Loaded only where that is present.
 */
final class Telemetry {

  private Telemetry() {}

  /** {@return what takes them back; empty if the server has no telemetry for applications} */
  static Optional<AutoCloseable> find(Hub hub, Instance<Object> beans) {
    Instance<OpenTelemetry> telemetries = beans.select(OpenTelemetry.class);
    return telemetries.isResolvable()
        ? Optional.of(show(hub, telemetries.get()))
        : Optional.empty();
  }

  static AutoCloseable show(Hub hub, OpenTelemetry telemetry) {
    Meter meter = telemetry.getMeter("io.tidewire");
    Map<HubMetric, ObservableLongMeasurement> observed = new EnumMap<>(HubMetric.class);
    for (HubMetric metric : HubMetric.values()) {
      observed.put(metric, observer(meter, metric));
    }
    List<ObservableLongMeasurement> all = List.copyOf(observed.values());
    return meter.batchCallback(
        () -> record(hub, observed),
        all.get(0),
        all.subList(1, all.size()).toArray(ObservableMeasurement[]::new));
  }

  private static ObservableLongMeasurement observer(Meter meter, HubMetric metric) {
    return switch (metric.kind()) {
      case COUNTER ->
          meter.counterBuilder(metric.id()).setDescription(metric.description()).buildObserver();
      case GAUGE ->
          meter
              .gaugeBuilder(metric.id())
              .ofLongs()
              .setDescription(metric.description())
              .buildObserver();
    };
  }

  private static void record(Hub hub, Map<HubMetric, ObservableLongMeasurement> observed) {
    HubStats stats = hub.stats();
    observed.forEach(
        (metric, measurement) ->
            metric
                .parts(stats)
                .forEach(
                    part ->
                        measurement.record(
                            metric.value(stats, part), attributes(hub, metric, part))));
  }

  private static Attributes attributes(Hub hub, HubMetric metric, String part) {
    AttributesBuilder attributes = Attributes.builder().put("hub", hub.name());
    metric.tag().ifPresent(tag -> attributes.put(tag, part));
    return attributes.build();
  }
}
