package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Message;
import io.tidewire.PayloadException;
import io.tidewire.TopicKind;
import io.tidewire.cdi.RecordingHub.Unserialisable;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushTest {

  interface OrderEvent {
    String region();
  }

  record OrderPlaced(String region) implements OrderEvent {}

  @PushEvent(topic = "orders/{region}", type = "shipped")
  record OrderShipped(String region) implements OrderEvent {}

  @Dependent
  static class Shop {
    @Inject
    @Push("orders/{region}")
    Event<OrderPlaced> placed;

    @Inject
    @Push("orders/{region}")
    Event<OrderShipped> shipped;

    @Inject
    @Push(value = "orders/{region}", type = "any", kind = TopicKind.EPHEMERAL)
    Event<OrderEvent> any;

    @Inject
    @Push("orders/{region}")
    Event<OrderEvent> named;

    @Inject
    @Push("orders/{region}")
    Event<Object> unknown;

    @Inject
    @Push(value = "orders/{region}", type = "other")
    Event<Object> conflicting;

    @Inject
    @Push("orders/{region}")
    Event<Unserialisable> unserialisable;
  }

  @Dependent
  static class Lists {
    @Inject
    @Push(value = "listed", type = "orders-listed")
    Event<List<OrderPlaced>> listed;

    @Inject
    @Push("listed")
    Event<Object> unknown;
  }

  @Test
  void firedIsPublishedOnce() {
    try (TestContainer cdi = TestContainer.of(Shop.class)) {
      OrderPlaced event = new OrderPlaced("eu");
      cdi.get(Shop.class).placed.fire(event);
      Message message = cdi.hub.next();
      assertThat(message.topic().name()).isEqualTo("orders/eu");
      assertThat(message.type()).isEqualTo("order-placed");
      assertThat(message.payload()).isSameAs(event);
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void firedAsynchronouslyIsPublishedOnce() {
    try (TestContainer cdi = TestContainer.of(Shop.class)) {
      cdi.get(Shop.class).placed.fireAsync(new OrderPlaced("eu")).toCompletableFuture().join();
      cdi.hub.assertNext("orders/eu", "order-placed");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void annotatedToTheSamePlaceIsPublishedOnce() {
    try (TestContainer cdi = TestContainer.of(Shop.class, OrderShipped.class)) {
      Shop shop = cdi.get(Shop.class);
      shop.shipped.fire(new OrderShipped("eu"));
      shop.shipped.fireAsync(new OrderShipped("us")).toCompletableFuture().join();
      cdi.fire(new OrderShipped("cn"));
      cdi.hub.assertNext("orders/eu", "shipped");
      cdi.hub.assertNext("orders/us", "shipped");
      cdi.hub.assertNext("orders/cn", "shipped");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void aConflictThatOnlyTheEventShowsFailsInTheCaller() {
    try (TestContainer cdi = TestContainer.of(Shop.class, OrderShipped.class)) {
      Shop shop = cdi.get(Shop.class);
      assertThatThrownBy(() -> shop.conflicting.fire(new OrderShipped("eu")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("type 'other'")
          .hasMessageContaining("type 'shipped'");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void subtypesOfWhatIsInjectedArePublished() {
    try (TestContainer cdi = TestContainer.of(Shop.class)) {
      Shop shop = cdi.get(Shop.class);
      shop.any.fire(new OrderPlaced("eu"));
      Message message = cdi.hub.next();
      assertThat(message.type()).isEqualTo("any");
      assertThat(message.kind()).isEqualTo(TopicKind.EPHEMERAL);
      shop.named.fire(new OrderPlaced("eu"));
      cdi.hub.assertNext("orders/eu", "order-event");
      shop.named.fireAsync(new OrderPlaced("eu")).toCompletableFuture().join();
      cdi.hub.assertNext("orders/eu", "order-event");
      shop.named.select(OrderPlaced.class).fire(new OrderPlaced("eu"));
      cdi.hub.assertNext("orders/eu", "order-placed");
      shop.unknown.fire(new OrderPlaced("us"));
      cdi.hub.assertNext("orders/us", "order-placed");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void theNameOfAnImplementationIsNeverThatOfAnEvent() {
    try (TestContainer cdi = TestContainer.of(Lists.class)) {
      Lists lists = cdi.get(Lists.class);
      lists.listed.fire(List.of(new OrderPlaced("eu")));
      cdi.hub.assertNext("listed", "orders-listed");
      lists.listed.fire(new ArrayList<>());
      cdi.hub.assertNext("listed", "orders-listed");
      assertThatThrownBy(() -> lists.unknown.fire(new OrderPlaced[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(OrderPlaced.class.getName() + "[] gives no event type")
          .hasMessageContaining("type = ");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void anUnknownTypeWithoutThePropertyFailsInTheCaller() {
    try (TestContainer cdi = TestContainer.of(Shop.class)) {
      assertThatThrownBy(() -> cdi.get(Shop.class).unknown.fire("no region"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'region'")
          .hasMessageContaining("java.lang.String");
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void whatCannotBeEncodedFailsInTheCaller() {
    try (TestContainer cdi = TestContainer.of(Shop.class)) {
      assertThatThrownBy(() -> cdi.get(Shop.class).unserialisable.fire(new Unserialisable("eu")))
          .isInstanceOf(PayloadException.class)
          .hasMessage("Unserialisable.region");
      cdi.hub.assertExhausted();
    }
  }
}
