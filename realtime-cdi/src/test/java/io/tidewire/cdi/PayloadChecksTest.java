package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewire.LogRecorder;
import io.tidewire.Payload;
import io.tidewire.spi.PayloadCodec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbVisibility;
import jakarta.json.bind.config.PropertyVisibilityStrategy;
import jakarta.json.bind.spi.JsonbProvider;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JSON-B could not write of an event, or would leave out, shows at the deployment. */
class PayloadChecksTest {

  @PushEvent(topic = "t")
  record HiddenRecord(String region) {}

  @PushEvent(topic = "t")
  static class HiddenBean {
    public String getRegion() {
      return "eu";
    }
  }

  @PushEvent(topic = "t")
  public static class OnlyFields {
    private final String region = "eu";

    @Override
    public String toString() {
      return region;
    }
  }

  @PushEvent(topic = "t")
  public static class HiddenGetters {
    private final String region = "eu";

    String getRegion() {
      return region;
    }

    public String region() {
      return region;
    }

    public static String getCompany() {
      return "acme";
    }
  }

  @PushEvent(topic = "t")
  public record HoldsHidden(List<HiddenRecord> records) {}

  @PushEvent(topic = "t")
  public record Fine(String region, Map<String, Inner> inner) {}

  public record Inner(int n) {}

  @PushEvent(topic = "t")
  static class Marker {
    static final String CONSTANT = "no state";
  }

  @PushEvent(topic = "t")
  public abstract static class Abstract {
    private final String region = "eu";

    String region() {
      return region;
    }
  }

  @PushEvent(topic = "t")
  public static class PublicField {
    public final String region = "eu";
  }

  @PushEvent(topic = "t")
  @JsonbVisibility(Fields.class)
  public static class Told {
    private final String region = "eu";

    String region() {
      return region;
    }
  }

  public static class Fields implements PropertyVisibilityStrategy {
    @Override
    public boolean isVisible(Field field) {
      return true;
    }

    @Override
    public boolean isVisible(Method method) {
      return false;
    }
  }

  @PushEvent(topic = "t")
  public record HoldsOnlyFields(List<OnlyFields> inner) {}

  @Dependent
  static class Points {
    @Inject
    @Push(value = "t", type = "listed")
    Event<List<OnlyFields>> list;

    @Inject
    @Push("t")
    Event<HiddenRecord> record;

    @Inject
    @Push("t")
    Event<String> text;

    @Inject
    @Push("t")
    Event<Runnable> anInterface;
  }

  @Dependent
  static class Anything {
    @Inject
    @Push("t")
    Event<Object> anything;
  }

  @ApplicationScoped
  static class OwnCodec {
    @Produces
    PayloadCodec codec() {
      return payload -> Payload.json("1");
    }
  }

  private static WeldContainer start(Class<?>... classes) {
    return new Weld()
        .disableDiscovery()
        .addExtension(new TidewireExtension())
        .addBeanClasses(classes)
        .initialize();
  }

  private static List<String> faultsOf(Class<?>... classes) {
    Throwable thrown = catchThrowable(() -> start(classes).close());
    assertThat(thrown).isInstanceOf(DeploymentException.class);
    return thrown.getMessage().lines().skip(1).map(String::strip).toList();
  }

  @Test
  void allThatJsonBCouldNotWriteIsToldTogetherWithTheRemedy() {
    assertThat(
            faultsOf(
                HiddenRecord.class,
                HiddenBean.class,
                OnlyFields.class,
                HiddenGetters.class,
                HoldsHidden.class))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith(name(HiddenRecord.class)).contains("public"),
            line -> assertThat(line).startsWith(name(HiddenBean.class)).contains("getRegion"),
            line -> assertThat(line).startsWith(name(OnlyFields.class)).contains("{}", "getter"),
            line -> assertThat(line).startsWith(name(HiddenGetters.class)).contains("{}"),
            line ->
                assertThat(line)
                    .startsWith(name(HoldsHidden.class))
                    .contains("HiddenRecord", "make the class and what it holds public"));
  }

  private static String name(Class<?> type) {
    return type.getName() + ": ";
  }

  @Test
  void theClassesThatInjectionPointsDeclareAreCheckedToo() {
    assertThat(faultsOf(Points.class))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("Points.list: ", "OnlyFields: ", "{}"),
            line -> assertThat(line).contains("Points.record: ", "HiddenRecord: ", "public"));
  }

  @Test
  void whatMayBeMeantSoDeploys() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        WeldContainer container =
            start(
                Fine.class,
                Marker.class,
                Abstract.class,
                PublicField.class,
                Told.class,
                Anything.class)) {
      assertThat(container.isRunning()).isTrue();
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  void aPropertyOfWhichNothingWouldBeWrittenIsAWarning() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        WeldContainer container = start(HoldsOnlyFields.class)) {
      assertThat(container.isRunning()).isTrue();
      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith(name(HoldsOnlyFields.class))
          .contains(OnlyFields.class.getName(), "{}");
    }
  }

  @Test
  void aCodecOfTheApplicationIsNotSecondGuessed() {
    try (WeldContainer container =
        start(HiddenRecord.class, OnlyFields.class, Points.class, OwnCodec.class)) {
      assertThat(container.isRunning()).isTrue();
    }
  }

  @Test
  void withoutJsonBNothingThatPushesDeploys(@TempDir Path folder) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new WithoutJsonB(folder));
    try {
      for (Class<?> pushes : List.of(Fine.class, Anything.class)) {
        assertThat(faultsOf(pushes))
            .singleElement()
            .asString()
            .contains("there is no JSON-B implementation", "a.missing.Provider", "PayloadCodec");
      }
      start(Inner.class).close();
      start(Fine.class, OwnCodec.class).close();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Lists an implementation of JSON-B that is not there. */
  private static final class WithoutJsonB extends ClassLoader {
    private final URL services;

    WithoutJsonB(Path folder) throws IOException {
      super(PayloadChecksTest.class.getClassLoader());
      services =
          Files.writeString(folder.resolve("services"), "a.missing.Provider").toUri().toURL();
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals("META-INF/services/" + JsonbProvider.class.getName())
          ? Collections.enumeration(List.of(services))
          : super.getResources(name);
    }
  }
}
