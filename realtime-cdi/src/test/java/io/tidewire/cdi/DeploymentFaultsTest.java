package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.spi.TopicAccess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentFaultsTest {

  @PushEvent(topic = "orders/{region}/{city}")
  record NoCity(String region) {}

  @PushEvent(topic = "orders//x")
  record BadTopic(String region) {}

  @PushEvent(topic = "orders", type = "gap")
  record ReservedType(String region) {}

  @PushEvent(topic = "orders")
  interface Annotated {}

  @PushEvent(topic = "orders/{region}")
  record OrderShipped(String region) {}

  @PushEvent(topic = "orders/{region}")
  static class Hidden {
    String getRegion() {
      return "not public";
    }

    public static String region() {
      return "not a property";
    }
  }

  static class Unannotated {}

  @Dependent
  static class BadPoints {
    @Inject
    @Push("other/{region}")
    Event<OrderShipped> conflicting;

    @Inject
    @Push("orders/{zone}")
    Event<Unannotated> missing;

    @Inject
    @Push("orders/{zone")
    Event<Object> malformed;

    @Inject
    @Push(value = "orders", type = "a b")
    Event<Object> badType;
  }

  record Page<T>(T value) {}

  @Dependent
  static class Nameless {
    @Inject
    @Push("listed")
    Event<List<OrderShipped>> list;

    @Inject
    @Push("listed")
    Event<OrderShipped[]> array;

    @Inject
    @Push("listed")
    Event<List<OrderShipped>[]> arrayOfLists;

    @Inject
    @Push("listed")
    Event<Page<OrderShipped>> page;

    @Inject
    @Push("listed")
    @SuppressWarnings("rawtypes")
    Event<Map> raw;
  }

  @ApplicationScoped
  @AllowSubscribe("class/rule")
  static class BadRules {
    @AllowSubscribe("void/rule")
    void noRoles() {}

    @AllowSubscribe(value = "void/{x}", roles = "boss")
    void takesMore(String x) {}

    @AllowSubscribe("a/{x}")
    String noBoolean(String x) {
      return x;
    }

    @AllowSubscribe("b/{x}/{y}")
    boolean tooFew(Subscriber who, String x) {
      return true;
    }

    @AllowSubscribe("c/{x}")
    boolean unknownName(String z) {
      return true;
    }

    @AllowSubscribe("d/*")
    boolean patternWithVariable(Subscriber who, String x) {
      return true;
    }

    @AllowSubscribe("e/**/f")
    boolean malformed() {
      return true;
    }

    @AllowSubscribe("$control")
    boolean ofTheSystem() {
      return true;
    }

    @SuppressWarnings("UnusedMethod") // called by nobody, and refused for that
    @AllowSubscribe("f")
    private boolean hidden() {
      return true;
    }

    @AllowSubscribe("g")
    static boolean shared() {
      return true;
    }

    @AllowSubscribe("h/{x}")
    boolean wrongOrder(String x, Subscriber who) {
      return true;
    }
  }

  @ApplicationScoped
  static class TwoCodecs {
    @Produces
    PayloadCodec one() {
      return payload -> Payload.json("1");
    }

    @Produces
    PayloadCodec two() {
      return payload -> Payload.json("2");
    }
  }

  @ApplicationScoped
  static class OwnAccess {
    @Produces
    TopicAccess access() {
      return (subscriber, pattern) -> AccessDecision.granted();
    }

    @AllowSubscribe("orders")
    boolean rule() {
      return true;
    }
  }

  private static String faultsOf(Class<?>... classes) {
    Throwable thrown = catchThrowable(() -> TestContainer.of(classes).close());
    assertThat(thrown).isInstanceOf(DeploymentException.class);
    return thrown.getMessage();
  }

  @Test
  void allFaultsAreToldAtOnce() {
    String message =
        faultsOf(
            NoCity.class,
            BadTopic.class,
            ReservedType.class,
            Annotated.class,
            Hidden.class,
            OrderShipped.class,
            BadPoints.class,
            BadRules.class,
            TwoCodecs.class);
    assertThat(message.lines())
        .satisfiesOnlyOnce(line -> assertThat(line).contains("NoCity: ", "'city'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadTopic: ", "orders//x"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("ReservedType: ", "'gap'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("Annotated: ", "interface"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("Hidden: ", "'region'"))
        .satisfiesOnlyOnce(
            line -> assertThat(line).contains("BadPoints.conflicting: ", "other", "OrderShipped"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadPoints.missing: ", "'zone'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadPoints.malformed: "))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadPoints.badType: ", "'a b'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.noBoolean(String): "))
        .satisfiesOnlyOnce(
            line -> assertThat(line).contains("BadRules.tooFew(Subscriber, String): ", "[x, y]"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.unknownName", "[z]"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.patternWithVariable"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.malformed", "e/**/f"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.ofTheSystem", "'$control'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.hidden", "private"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.shared", "static"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.wrongOrder"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("PayloadCodec", "TwoCodecs"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.noRoles(): ", "roles"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules.takesMore(String): "))
        .satisfiesOnlyOnce(line -> assertThat(line).contains("BadRules: ", "on a class"))
        .hasSize(23);
  }

  @Test
  void whatHasNoNameOfItsOwnNeedsAnEventType() {
    assertThat(faultsOf(Nameless.class).lines().skip(1))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).contains("Nameless.", "gives no event type", "type ="))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".list: java.util.List<"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".array: ", "OrderShipped[]"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".arrayOfLists: java.util.List<"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".page: ", "Page<"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".raw: java.util.Map "));
  }

  @Test
  void annotatedRulesAndAnAccessBeanExcludeEachOther() {
    assertThat(faultsOf(OwnAccess.class)).contains("@AllowSubscribe", "OwnAccess");
  }

  @Test
  void theCauseOfAFailureIsOursAlone() {
    assertThatThrownBy(() -> TestContainer.of(NoCity.class))
        .isInstanceOf(DeploymentException.class)
        .hasMessageStartingWith("Tidewire found");
  }

  @Test
  void withoutFaultsItDeploys() {
    try (TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.fire(new OrderShipped("eu"));
      cdi.hub.assertNext("orders/eu", "order-shipped");
    }
  }
}
