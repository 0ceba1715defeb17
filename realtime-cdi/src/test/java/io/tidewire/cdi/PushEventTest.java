package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Message;
import io.tidewire.PayloadException;
import io.tidewire.TopicKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.UnsatisfiedResolutionException;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PushEventTest {

  @PushEvent(topic = "orders/{region}")
  record OrderShipped(String region, long order) {}

  @PushEvent(topic = "typing/{room}", type = "typing-now", kind = TopicKind.EPHEMERAL)
  static class Typing {
    public String getRoom() {
      return "a b";
    }
  }

  @PushEvent(topic = "bases/{id}")
  static class Base {
    public int id() {
      return 7;
    }
  }

  static class Plain extends Base {}

  @PushEvent(topic = "specials/{id}/{urgent}")
  static class Special extends Base {
    public boolean isUrgent() {
      return true;
    }
  }

  @PushEvent(topic = "changes")
  record Changed<T>(T what) {}

  @PushEvent(topic = "bad/{region}")
  static class Broken {
    public String getRegion() {
      throw new IllegalStateException("lazy");
    }
  }

  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @interface Urgent {}

  static final class UrgentLiteral extends AnnotationLiteral<Urgent> implements Urgent {
    private static final long serialVersionUID = 1L;
  }

  @ApplicationScoped
  static class Veto {
    void refuse(@Observes OrderShipped event) {
      if (event.order() < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  @Dependent
  static class Shop {
    @Inject Event<Changed<String>> changed;
  }

  @Test
  void whatIsFiredWithoutQualifierIsPublished() {
    try (TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      OrderShipped event = new OrderShipped("eu", 1);
      cdi.fire(event);
      Message message = cdi.hub.next();
      assertThat(message.topic().name()).isEqualTo("orders/eu");
      assertThat(message.type()).isEqualTo("order-shipped");
      assertThat(message.kind()).isEqualTo(TopicKind.PLAIN);
      assertThat(message.payload()).isSameAs(event);
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void qualifiersOfTheApplicationDoNotMatter() {
    try (TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.events().select(new UrgentLiteral()).fire(new OrderShipped("eu", 1));
      cdi.hub.assertNext("orders/eu", "order-shipped");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void typeKindAndEscapedPropertyOfABean() {
    try (TestContainer cdi = TestContainer.of(Typing.class)) {
      cdi.fire(new Typing());
      Message message = cdi.hub.next();
      assertThat(message.topic().name()).isEqualTo("typing/a~20b");
      assertThat(message.type()).isEqualTo("typing-now");
      assertThat(message.kind()).isEqualTo(TopicKind.EPHEMERAL);
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void firedAsynchronouslyIsPublishedOnce() {
    try (TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.events().fireAsync(new OrderShipped("eu", 1)).toCompletableFuture().join();
      cdi.hub.assertNext("orders/eu", "order-shipped");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void theNearestAnnotatedClassCountsAlone() {
    try (TestContainer cdi = TestContainer.of(Base.class, Plain.class, Special.class)) {
      cdi.fire(new Base());
      cdi.fire(new Plain());
      cdi.fire(new Special());
      cdi.fire(new Special() {});
      cdi.hub.assertNext("bases/7", "base");
      cdi.hub.assertNext("bases/7", "base");
      cdi.hub.assertNext("specials/7/true", "special");
      cdi.hub.assertNext("specials/7/true", "special");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void genericEventsArePublished() {
    try (TestContainer cdi = TestContainer.of(Changed.class, Shop.class)) {
      cdi.get(Shop.class).changed.fire(new Changed<>("x"));
      cdi.hub.assertNext("changes", "changed");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void aBusinessObserverThatThrowsComesFirst() {
    try (TestContainer cdi = TestContainer.of(OrderShipped.class, Veto.class)) {
      assertThatThrownBy(() -> cdi.fire(new OrderShipped("eu", -1))).hasMessage("negative");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void anEventClassIsNoBean() {
    try (TestContainer cdi = TestContainer.of(Base.class)) {
      assertThatThrownBy(() -> cdi.get(Base.class))
          .isInstanceOf(UnsatisfiedResolutionException.class);
    }
  }

  @Test
  void eventsOfOtherClassesDoNotOpenTheHub() {
    try (TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.fire("something else");
      assertThat(cdi.hub.wasOpened()).isFalse();
    }
  }

  @Test
  void aNullValueOfTheTopicFailsInTheCaller() {
    try (TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      assertThatThrownBy(() -> cdi.fire(new OrderShipped(null, 1)))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining(OrderShipped.class.getName())
          .hasMessageContaining("'region'");
      assertThatThrownBy(
              () -> cdi.events().fireAsync(new OrderShipped("", 1)).toCompletableFuture().join())
          .isInstanceOf(CompletionException.class)
          .satisfies(e -> assertThat(failureOf(e)).isInstanceOf(PayloadException.class));
      cdi.hub.assertExhausted();
    }
  }

  /** The failures of asynchronous observers are kept as suppressed ones (CDI 3.0, 10.5.1). */
  private static Throwable failureOf(Throwable thrown) {
    return thrown.getSuppressed().length > 0
        ? thrown.getSuppressed()[0]
        : Optional.ofNullable(thrown.getCause()).orElse(thrown);
  }

  @Test
  void aGetterThatThrowsFailsInTheCaller() {
    try (TestContainer cdi = TestContainer.of(Broken.class)) {
      assertThatThrownBy(() -> cdi.fire(new Broken()))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("'region'")
          .hasRootCauseMessage("lazy");
      cdi.hub.assertExhausted();
    }
  }
}
