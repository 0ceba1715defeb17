package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Connected;
import io.tidewire.ConnectionEvent;
import io.tidewire.Disconnected;
import io.tidewire.LogRecorder;
import io.tidewire.Subscribed;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.Unsubscribed;
import io.tidewire.spi.ConnectionObserver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of connections is observed like any CDI event. */
class LifeCycleEventsTest {

  private static final Subscriber ANN = Subscriber.named("ann");
  private static final TopicPattern ORDERS = TopicPattern.of("orders/*");
  private static final List<ConnectionEvent> ALL =
      List.of(
          new Connected("c1", "sse", ANN),
          new Subscribed("c1", "sse", ANN, ORDERS),
          new Unsubscribed("c1", "sse", ANN, ORDERS),
          new Disconnected("c1", "sse", ANN, CloseReason.NORMAL));

  @ApplicationScoped
  static class OneOfEach {
    private final List<ConnectionEvent> seen = new ArrayList<>();

    void connected(@Observes Connected event) {
      seen.add(event);
    }

    void subscribed(@Observes Subscribed event) {
      seen.add(event);
    }

    void unsubscribed(@Observes Unsubscribed event) {
      seen.add(event);
    }

    void disconnected(@Observes Disconnected event) {
      seen.add(event);
    }

    List<ConnectionEvent> seen() {
      return List.copyOf(seen);
    }
  }

  @ApplicationScoped
  static class AllInOne {
    private final List<ConnectionEvent> seen = new ArrayList<>();

    void all(@Observes ConnectionEvent event) {
      seen.add(event);
    }

    List<ConnectionEvent> seen() {
      return List.copyOf(seen);
    }
  }

  @ApplicationScoped
  static class Late {
    void connected(@ObservesAsync Connected event) {
      throw new AssertionError("nobody calls it");
    }
  }

  @ApplicationScoped
  static class Own implements ConnectionObserver {
    @Override
    public void observe(ConnectionEvent event) {
      // Nothing to do.
    }
  }

  @ApplicationScoped
  static class Idle {}

  private static Optional<ConnectionObserver> events(TestContainer cdi) {
    return LifeCycleEvents.of(cdi.get(BeanManager.class));
  }

  @Test
  void observersOfEachTypeAndOfAllAreCalledInOrder() {
    try (TestContainer cdi = TestContainer.of(OneOfEach.class, AllInOne.class)) {
      ConnectionObserver events = events(cdi).orElseThrow();
      ALL.forEach(events::observe);
      assertThat(cdi.get(OneOfEach.class).seen()).isEqualTo(ALL);
      assertThat(cdi.get(AllInOne.class).seen()).isEqualTo(ALL);
    }
  }

  @Test
  void withoutObserversNothingIsFired() {
    try (TestContainer cdi = TestContainer.of(Idle.class)) {
      assertThat(events(cdi)).isEmpty();
      assertThat(cdi.parts().connections()).isEmpty();
    }
  }

  @Test
  void anAsynchronousObserverIsNotCalledAndTold() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(Late.class)) {
      assertThat(events(cdi)).isEmpty();
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("Connected in " + Late.class.getName(), "use @Observes");
    }
  }

  @Test
  void beansOfTheObserversTypeAreTaken() {
    try (TestContainer cdi = TestContainer.of(Own.class)) {
      assertThat(cdi.parts().connections()).hasSize(1);
    }
  }
}
