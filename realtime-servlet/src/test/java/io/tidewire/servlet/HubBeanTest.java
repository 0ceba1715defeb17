package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.Hub;
import io.tidewire.HubStats;
import io.tidewire.LogRecorder;
import io.tidewire.web.StillHub;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a hub, and do to it, by the JMX of the platform. */
@Timeout(120)
class HubBeanTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @TempDir Path folder;

  private static ObjectName name(String application) throws Exception {
    return new ObjectName(
        "io.tidewire:type=Hub,hub=default,application=" + ObjectName.quote(application));
  }

  private static HubMXBean seen(ObjectName name) {
    return JMX.newMXBeanProxy(SERVER, name, HubMXBean.class);
  }

  /** A hub of which nothing is known but its numbers, each of which is another. */
  private static Hub counted(HubStats stats) {
    return counted(() -> stats);
  }

  private static Hub counted(Supplier<HubStats> stats) {
    return (Hub)
        Proxy.newProxyInstance(
            Hub.class.getClassLoader(),
            new Class<?>[] {Hub.class},
            (hub, method, arguments) ->
                switch (method.getName()) {
                  case "name" -> "default";
                  case "stats" -> stats.get();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static HubStats differentNumbers() throws ReflectiveOperationException {
    RecordComponent[] components = HubStats.class.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      long value = 1_000L + i;
      values[i] = components[i].getType() == long.class ? value : Map.of("a", value, "b", 0L);
    }
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return HubStats.class.getDeclaredConstructor(types).newInstance(values);
  }

  /** The map that a client without our classes gets as a table. */
  private static Object plain(Object value) {
    if (!(value instanceof TabularData table)) {
      return value;
    }
    Map<Object, Object> map = new HashMap<>();
    table.values().forEach(row -> put(map, (CompositeData) row));
    return map;
  }

  private static void put(Map<Object, Object> map, CompositeData row) {
    map.put(row.get("key"), row.get("value"));
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  @Test
  void eachNumberIsAnAttributeOfItsName() throws Exception {
    HubStats stats = differentNumbers();
    AutoCloseable bean = HubBean.register(counted(stats), "/numbers");
    try {
      Map<String, Object> seen = new HashMap<>();
      for (MBeanAttributeInfo each : SERVER.getMBeanInfo(name("/numbers")).getAttributes()) {
        seen.put(each.getName(), plain(SERVER.getAttribute(name("/numbers"), each.getName())));
      }
      Map<String, Object> expected = new HashMap<>(Map.of("Name", "default"));
      for (RecordComponent each : HubStats.class.getRecordComponents()) {
        String attribute = capitalized(each.getName());
        expected.put(attribute, each.getAccessor().invoke(stats));
      }
      assertThat(seen).isEqualTo(expected);
    } finally {
      bean.close();
    }
    assertThat(SERVER.isRegistered(name("/numbers"))).isFalse();
  }

  /** Else what is shown together does not fit together, and each number costs a reading of all. */
  @Test
  void whatIsAskedForTogetherIsOfOneReading() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    HubStats stats = differentNumbers();
    AutoCloseable bean =
        HubBean.register(
            counted(
                () -> {
                  readings.incrementAndGet();
                  return stats;
                }),
            "/together");
    try {
      String[] names = {"Name", "Opened", "Closed", "Limited", "Banana"};
      AttributeList seen = SERVER.getAttributes(name("/together"), names);
      assertThat(readings).hasValue(1);
      assertThat(seen.asList())
          .extracting(Attribute::getName)
          .containsExactly("Name", "Opened", "Closed", "Limited");
      assertThat(seen.asList().get(1).getValue()).isEqualTo(stats.opened());
      assertThat(SERVER.getAttribute(name("/together"), "Opened")).isEqualTo(stats.opened());
      assertThat(readings).as("each alone is read when it is asked for").hasValue(2);
    } finally {
      bean.close();
    }
  }

  @Test
  void anApplicationsNameMayHaveAnyCharacters() throws Exception {
    String application = "/a,b=\"c\"*?\nd";
    try (StillHub hub = new StillHub()) {
      AutoCloseable bean = HubBean.register(hub.hub(), application);
      ObjectName name =
          new ObjectName(
              "io.tidewire:type=Hub,hub=test,application=" + ObjectName.quote(application));
      assertThat(seen(name).getName()).isEqualTo("test");
      bean.close();
      assertThat(SERVER.isRegistered(name)).isFalse();
    }
  }

  @Test
  void aSecondHubOfOneNameIsToldOnceAndTakesNothingFromTheFirst() throws Exception {
    AutoCloseable first = HubBean.register(counted(differentNumbers()), "/twice");
    try (LogRecorder log = LogRecorder.of(HubBean.class)) {
      AutoCloseable second = HubBean.register(counted(differentNumbers()), "/twice");
      assertThat(log.messages()).singleElement().asString().contains("'/twice'").contains("JMX");
      second.close();
      assertThat(SERVER.isRegistered(name("/twice"))).isTrue();
      first.close();
      assertThat(SERVER.isRegistered(name("/twice"))).isFalse();
      assertThat(log.messages()).hasSize(1);
    }
  }

  @Test
  void aTimeThatIsNegativeDrainsNobody() throws Exception {
    try (StillHub hub = new StillHub()) {
      AutoCloseable bean = HubBean.register(hub.hub(), "/negative");
      ObjectName name = new ObjectName("io.tidewire:type=Hub,hub=test,application=\"/negative\"");
      HubMXBean seen = seen(name);
      assertThatThrownBy(() -> seen.drain(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("drain");
      assertThat(hub.hub().takesConnections()).isTrue();
      bean.close();
    }
  }

  /** A client that has connected sees its goodbye, and the next one is not let in. */
  @Test
  void anOperatorDrainsANodeAndItsUndeploymentLeavesNothing() throws Exception {
    try (SignedInTomcat server = new SignedInTomcat(folder, null, Map.of())) {
      server.start();
      HubMXBean seen = seen(name(""));
      HeardSocket socket = HeardSocket.open(HttpClient.newHttpClient(), server);
      socket.subscribe("news");
      await().until(() -> seen.getByTransport().get("websocket") == 1L);
      assertThat(seen.getUsers()).isEqualTo(1);
      await().until(() -> seen.getSubscriptions() == 1);

      seen.drain(0);

      assertThat(socket.closed()).isEqualTo(1001);
      assertThat(socket.text()).contains("\"type\":\"bye\"").contains("\"reconnect\":true");
      await().until(() -> seen.getConnections() == 0);
      assertThat(seen.getUsers()).isZero();

      server.context.stop();
      assertThat(SERVER.queryNames(new ObjectName("io.tidewire:*"), null)).isEmpty();
    }
  }

  @Test
  void nothingOfTheApplicationIsKeptOnceItsBeanIsClosed() throws Exception {
    WeakReference<ClassLoader> loader = registerInAnApplication();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (loader.get() != null && System.nanoTime() - deadline < 0) {
      System.gc();
    }
    assertThat(loader.get()).as("the application's classes").isNull();
  }

  private static WeakReference<ClassLoader> registerInAnApplication() throws Exception {
    List<URL> libraries = new ArrayList<>();
    for (Class<?> each : List.of(HubBean.class, Hub.class)) {
      libraries.add(each.getProtectionDomain().getCodeSource().getLocation());
    }
    try (URLClassLoader application =
        new URLClassLoader(libraries.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> own = application.loadClass(HubBean.class.getName());
      assertThat(own).isNotSameAs(HubBean.class);
      Class<?> hubType = application.loadClass(Hub.class.getName());
      Object hub =
          Proxy.newProxyInstance(
              application,
              new Class<?>[] {hubType},
              (proxy, method, arguments) ->
                  method.getName().equals("name") ? "default" : zero(method));
      Method register = own.getDeclaredMethod("register", hubType, String.class);
      register.setAccessible(true);
      AutoCloseable bean = (AutoCloseable) register.invoke(null, hub, "/unloaded");
      ObjectName name = name("/unloaded");
      SERVER.getAttributes(
          name,
          Stream.of(SERVER.getMBeanInfo(name).getAttributes())
              .map(MBeanAttributeInfo::getName)
              .toArray(String[]::new));
      assertThat(SERVER.isRegistered(name)).isTrue();
      bean.close();
      return new WeakReference<>(application);
    }
  }

  private static Object zero(Method method) throws ReflectiveOperationException {
    Class<?> stats = method.getReturnType();
    RecordComponent[] components = stats.getRecordComponents();
    Object[] values =
        Stream.of(components)
            .map(each -> each.getType() == long.class ? (Object) 0L : Map.of("a", 1L))
            .toArray();
    return stats.getConstructors()[0].newInstance(values);
  }
}
