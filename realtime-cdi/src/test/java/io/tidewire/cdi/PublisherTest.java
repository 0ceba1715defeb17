package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.OverloadedException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is wrong with the hub does not reach business code. */
class PublisherTest {

  @PushEvent(topic = "orders/{region}")
  record OrderShipped(String region) {}

  @ApplicationScoped
  static class Farewell {
    @Inject Event<OrderShipped> shipped;

    void touch() {}

    @PreDestroy
    void end() {
      shipped.fire(new OrderShipped("end"));
    }
  }

  @Test
  void anOverloadIsLogged() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.hub.throwing(new OverloadedException("behind"));
      cdi.fire(new OrderShipped("eu"));
      cdi.events().fireAsync(new OrderShipped("eu")).toCompletableFuture().join();
      assertThat(log.messages())
          .containsExactly(
              "CDI event 'order-shipped' was not published to 'orders/eu': behind",
              "CDI event 'order-shipped' was not published to 'orders/eu': behind");
      assertThat(log.thrown()).as("no stack trace").containsOnlyNulls();
    }
  }

  @Test
  void aLongOverloadFillsNoDisk() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.hub.throwing(new OverloadedException("behind"));
      for (int i = 0; i < 100; i++) {
        cdi.fire(new OrderShipped("eu"));
      }
      assertThat(log.messages()).hasSize(10);
    }
  }

  @Test
  void aLogThatFailsIsLogged() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.hub.failing(new IOException("disk"));
      cdi.events().fireAsync(new OrderShipped("eu")).toCompletableFuture().join();
      assertThat(log.thrown()).singleElement().isInstanceOf(IOException.class);
    }
  }

  @Test
  void aClosedHubIsLogged() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(OrderShipped.class)) {
      cdi.hub.end();
      cdi.fire(new OrderShipped("eu"));
      assertThat(log.messages()).singleElement().asString().contains("'orders/eu': hub");
      assertThat(log.thrown()).as("no stack trace").containsOnlyNulls();
    }
  }

  @Test
  void firingAtTheEndOfTheApplicationOpensNoHub() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi")) {
      TestContainer cdi = TestContainer.of(OrderShipped.class, Farewell.class);
      cdi.get(Farewell.class).touch();
      cdi.fire(new OrderShipped("eu"));
      cdi.close();
      assertThat(cdi.hub.wasClosed()).isTrue();
      cdi.hub.assertNext("orders/eu", "order-shipped");
      assertThat(cdi.hub.parts()).as("opened once").isNotNull();
      int published = cdi.hub.hasNext() ? 1 : 0;
      assertThat(published + log.messages().size()).as("published or logged").isEqualTo(1);
    }
  }
}
