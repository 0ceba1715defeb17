package io.tidewire.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidewire.Hub;
import io.tidewire.HubMetric;
import io.tidewire.HubStats;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registry of Micrometer shows of a hub. */
class TidewireMetricsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final CountedHub hub = new CountedHub();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private long now = Long.MAX_VALUE - 5;

  @AfterEach
  void close() {
    registry.close();
  }

  private TidewireMetrics metrics(Tag... tags) {
    return new TidewireMetrics(hub, Arrays.asList(tags), () -> now);
  }

  private static Tags tags(HubMetric metric, String part) {
    Tags hub = Tags.of("hub", "counted");
    return metric.tag().map(tag -> hub.and(tag, part)).orElse(hub);
  }

  private double value(HubMetric metric, String part) {
    Meter meter = registry.get(metric.id()).tags(tags(metric, part)).meter();
    return meter instanceof Gauge gauge ? gauge.value() : ((FunctionCounter) meter).count();
  }

  private void assertShows(HubStats stats) {
    for (HubMetric metric : HubMetric.values()) {
      for (String part : metric.parts(stats)) {
        assertThat(value(metric, part))
            .as(metric.id() + " " + part)
            .isEqualTo((double) metric.value(stats, part));
      }
    }
  }

  @Test
  void eachNumberIsAMeterOfItsNameKindAndDescription() {
    hub.count(1_000);
    metrics().bindTo(registry);

    List<String> expected = new ArrayList<>();
    for (HubMetric metric : HubMetric.values()) {
      for (String part : metric.parts(hub.stats())) {
        Meter.Type type =
            metric.kind() == HubMetric.Kind.COUNTER ? Meter.Type.COUNTER : Meter.Type.GAUGE;
        expected.add(metric.id() + tags(metric, part) + type + metric.description());
      }
    }
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .extracting(id -> id.getName() + Tags.of(id.getTags()) + id.getType() + id.getDescription())
        .containsExactlyInAnyOrderElementsOf(expected);
    assertShows(hub.stats());
  }

  @Test
  void theHubIsAskedOnceASecond() {
    hub.count(1_000);
    metrics().bindTo(registry);
    assertThat(hub.asked).isEqualTo(1);

    hub.count(2_000);
    now += SECOND - 1;
    assertThat(value(HubMetric.USERS, "")).isLessThan(2_000);
    assertThat(hub.asked).isEqualTo(1);

    now += 1;
    assertThat(value(HubMetric.USERS, "")).isGreaterThanOrEqualTo(2_000);
    assertThat(value(HubMetric.GAPS, "")).isGreaterThanOrEqualTo(2_000);
    assertThat(hub.asked).isEqualTo(2);
  }

  @Test
  void furtherTagsTellSeveralApplicationsApart() {
    metrics(Tag.of("application", "shop")).bindTo(registry);
    metrics(Tag.of("application", "desk")).bindTo(registry);
    assertThat(registry.find("tidewire.users").tags("hub", "counted").meters()).hasSize(2);
    assertThat(registry.find("tidewire.users").tag("application", "desk").meters()).hasSize(1);
  }

  @Test
  void closingRemovesItsMetersFromAllRegistriesAndNoOthers() {
    MeterRegistry other = new SimpleMeterRegistry();
    metrics(Tag.of("application", "desk")).bindTo(registry);
    int others = registry.getMeters().size();
    TidewireMetrics metrics = metrics(Tag.of("application", "shop"));
    metrics.bindTo(registry);
    metrics.bindTo(other);

    metrics.close();
    metrics.close();

    assertThat(other.getMeters()).isEmpty();
    assertThat(registry.getMeters()).hasSize(others);
    assertThat(registry.find("tidewire.users").tag("application", "desk").meters()).hasSize(1);
  }

  /** Nobody has to keep it for its meters to go on. */
  @Test
  void metersGoOnIfNobodyKeepsIt() {
    hub.count(1_000);
    metrics().bindTo(registry);
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (garbage.get() != null && System.nanoTime() - deadline < 0) {
      System.gc();
    }
    assertThat(garbage.get()).isNull();
    assertShows(hub.stats());
  }

  @Test
  void nothingOfAnApplicationIsKeptByARegistryOfTheServer() throws Exception {
    WeakReference<ClassLoader> loader = bindInAnApplication();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (loader.get() != null && System.nanoTime() - deadline < 0) {
      System.gc();
    }
    assertThat(loader.get()).as("the application's classes").isNull();
    assertThat(registry.getMeters()).isEmpty();
  }

  private WeakReference<ClassLoader> bindInAnApplication() throws Exception {
    URL[] libraries = {library(TidewireMetrics.class), library(Hub.class)};
    ClassLoader micrometer = TidewireMetricsTest.class.getClassLoader();
    try (URLClassLoader application = new OwnFirst(libraries, micrometer)) {
      Class<?> own = application.loadClass(TidewireMetrics.class.getName());
      assertThat(own).isNotSameAs(TidewireMetrics.class);
      Class<?> hubType = application.loadClass(Hub.class.getName());
      Object proxy =
          Proxy.newProxyInstance(
              application,
              new Class<?>[] {hubType},
              (self, method, arguments) ->
                  method.getName().equals("name") ? "own" : zero(method.getReturnType()));
      Object metrics = own.getConstructor(hubType).newInstance(proxy);
      own.getMethod("bindTo", MeterRegistry.class).invoke(metrics, registry);
      assertThat(registry.getMeters()).isNotEmpty();
      registry.forEachMeter(meter -> meter.measure().forEach(each -> assertThat(each).isNotNull()));
      own.getMethod("close").invoke(metrics);
      return new WeakReference<>(application);
    }
  }

  private static URL library(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static Object zero(Class<?> stats) throws ReflectiveOperationException {
    Object[] values =
        Stream.of(stats.getRecordComponents())
            .map(each -> each.getType() == long.class ? (Object) 0L : Map.of("a", 1L))
            .toArray();
    return stats.getConstructors()[0].newInstance(values);
  }

  /** A web application's loader: it has the library, and the server Micrometer. */
  private static final class OwnFirst extends URLClassLoader {

    OwnFirst(URL[] own, ClassLoader server) {
      super(own, server);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (name.startsWith("io.tidewire.")) {
          Class<?> loaded = findLoadedClass(name);
          return loaded == null ? findClass(name) : loaded;
        }
        return super.loadClass(name, resolve);
      }
    }
  }
}
