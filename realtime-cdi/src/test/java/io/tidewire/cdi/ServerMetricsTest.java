package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.tidewire.Hub;
import io.tidewire.HubMetric;
import io.tidewire.HubStats;
import io.tidewire.Topic;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

/** What the server's own metrics show of the hub, and that it is taken back. */
class ServerMetricsTest {

  /** A registry of a server, which can only do what the library needs. */
  private static final class Registry {
    final Map<MetricID, Supplier<? extends Number>> gauges = new LinkedHashMap<>();
    final Map<String, String> descriptions = new TreeMap<>();
    private int most = Integer.MAX_VALUE;

    @SuppressWarnings("unchecked")
    MetricRegistry asRegistry() {
      return (MetricRegistry)
          Proxy.newProxyInstance(
              MetricRegistry.class.getClassLoader(),
              new Class<?>[] {MetricRegistry.class},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "gauge" ->
                        gauge(
                            (Metadata) arguments[0],
                            (Supplier<? extends Number>) arguments[1],
                            (Tag[]) arguments[2]);
                    case "remove" -> gauges.remove((MetricID) arguments[0]) != null;
                    case "toString" -> "registry";
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    private Object gauge(Metadata metadata, Supplier<? extends Number> value, Tag... tags) {
      if (gauges.size() >= most) {
        throw new IllegalStateException("no more");
      }
      gauges.put(new MetricID(metadata.getName(), tags), value);
      descriptions.put(metadata.getName(), metadata.getDescription());
      return null;
    }

    Map<String, Long> values() {
      Map<String, Long> values = new TreeMap<>();
      gauges.forEach(
          (id, value) ->
              values.put(id.getName() + new TreeMap<>(id.getTags()), value.get().longValue()));
      return values;
    }
  }

  /** What reads all that is observed when the test asks. */
  private static final class Reader implements MetricReader {
    private CollectionRegistration registration = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration given) {
      registration = given;
    }

    Iterable<MetricData> read() {
      return registration.collectAllMetrics();
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }
  }

  private record Sdk(MeterProvider meters) implements OpenTelemetry {
    @Override
    public MeterProvider getMeterProvider() {
      return meters;
    }

    @Override
    public TracerProvider getTracerProvider() {
      return TracerProvider.noop();
    }

    @Override
    public ContextPropagators getPropagators() {
      return ContextPropagators.noop();
    }
  }

  /** The beans of a server. */
  static final class ServerBeans implements Extension {
    private final MetricRegistry metrics;
    private final OpenTelemetry telemetry;

    ServerBeans(MetricRegistry metrics, OpenTelemetry telemetry) {
      this.metrics = metrics;
      this.telemetry = telemetry;
    }

    void add(@Observes AfterBeanDiscovery discovery) {
      discovery.<MetricRegistry>addBean().types(MetricRegistry.class).createWith(use -> metrics);
      discovery.<OpenTelemetry>addBean().types(OpenTelemetry.class).createWith(use -> telemetry);
    }
  }

  private final Registry registry = new Registry();
  private final Reader reader = new Reader();
  private final SdkMeterProvider provider =
      SdkMeterProvider.builder().registerMetricReader(reader).build();

  private WeldContainer start() {
    return new Weld()
        .disableDiscovery()
        .addExtension(new TidewireExtension())
        .addExtension(new ServerBeans(registry.asRegistry(), new Sdk(provider)))
        .initialize();
  }

  private static Map<String, Long> expected(HubStats stats) {
    Map<String, Long> values = new TreeMap<>();
    for (HubMetric metric : HubMetric.values()) {
      for (String part : metric.parts(stats)) {
        Map<String, String> tags = new TreeMap<>(Map.of("hub", "default"));
        metric.tag().ifPresent(tag -> tags.put(tag, part));
        values.put(metric.id() + tags, metric.value(stats, part));
      }
    }
    return values;
  }

  private Map<String, Long> observed() {
    Map<String, Long> values = new TreeMap<>();
    for (MetricData metric : reader.read()) {
      boolean counts = metric.getType() == MetricDataType.LONG_SUM;
      for (LongPointData point :
          counts ? metric.getLongSumData().getPoints() : metric.getLongGaugeData().getPoints()) {
        Map<String, String> tags = new TreeMap<>();
        point.getAttributes().forEach((key, value) -> tags.put(key.getKey(), value.toString()));
        values.put(metric.getName() + tags, point.getValue());
      }
    }
    return values;
  }

  @Test
  void bothShowEachNumberOfTheHubUntilItIsClosed() {
    try (WeldContainer container = start()) {
      assertThat(registry.gauges).as("before the hub is used").isEmpty();
      Hub hub = container.select(Hub.class).get();
      hub.publish(Topic.of("a"), "n", "1").toCompletableFuture().join();

      await()
          .untilAsserted(
              () -> {
                assertThat(registry.values()).isEqualTo(expected(hub.stats()));
                assertThat(observed()).isEqualTo(expected(hub.stats()));
              });
      assertThat(observed()).containsEntry("tidewire.published{hub=default}", 1L);
      for (HubMetric metric : HubMetric.values()) {
        assertThat(registry.descriptions).containsEntry(metric.id(), metric.description());
      }
    }
    assertThat(registry.gauges).isEmpty();
    assertThat(observed()).isEmpty();
  }

  @Test
  void aRegistryThatAsksForEachNumberByItselfReadsTheHubOnceASecond() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    AtomicLong now = new AtomicLong();
    try (WeldContainer container = start()) {
      HubStats stats = container.select(Hub.class).get().stats();
      Hub counted =
          (Hub)
              Proxy.newProxyInstance(
                  Hub.class.getClassLoader(),
                  new Class<?>[] {Hub.class},
                  (self, method, arguments) -> {
                    if (method.getName().equals("stats")) {
                      readings.incrementAndGet();
                      return stats;
                    }
                    return "counted";
                  });
      Registry asked = new Registry();
      AutoCloseable shown = MicroProfileMetrics.show(counted, asked.asRegistry(), now::get);
      assertThat(asked.values()).hasSameSizeAs(expected(stats));
      assertThat(readings).hasValue(1);
      now.set(999);
      assertThat(asked.values()).isNotEmpty();
      assertThat(readings).hasValue(1);
      now.set(1_000);
      assertThat(asked.values()).isNotEmpty();
      assertThat(readings).hasValue(2);
      shown.close();
    }
  }

  @Test
  void countersAreThoseThatNeverGoBack() {
    try (WeldContainer container = start()) {
      assertThat(container.select(Hub.class).get().name()).isEqualTo("default");
      Map<String, Boolean> monotonic = new TreeMap<>();
      for (MetricData metric : reader.read()) {
        monotonic.put(
            metric.getName(),
            metric.getType() == MetricDataType.LONG_SUM && metric.getLongSumData().isMonotonic());
      }
      for (HubMetric metric : HubMetric.values()) {
        assertThat(monotonic).containsEntry(metric.id(), metric.kind() == HubMetric.Kind.COUNTER);
      }
    }
  }

  @Test
  void aServerThatTakesNotAllIsLeftWithoutAnyAndTheHubOpens() {
    registry.most = 3;
    try (WeldContainer container = start()) {
      assertThat(container.select(Hub.class).get().name()).isEqualTo("default");
      assertThat(registry.gauges).isEmpty();
      assertThat(observed()).isNotEmpty();
      Hub hub = container.select(Hub.class).get();
      assertThatThrownBy(() -> MicroProfileMetrics.show(hub, registry.asRegistry(), () -> 0))
          .hasMessage("no more");
    }
  }

  @Test
  void whereTheServerHasNeitherTheHubOpens() {
    try (WeldContainer container =
        new Weld().disableDiscovery().addExtension(new TidewireExtension()).initialize()) {
      assertThat(container.select(Hub.class).get().name()).isEqualTo("default");
    }
  }
}
