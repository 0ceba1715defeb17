package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.servlet.Parts;
import io.tidewire.spi.TopicAccess;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.util.TypeLiteral;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** A CDI container of exactly the given classes, with a hub that records. */
final class TestContainer implements AutoCloseable {

  final RecordingHub hub;
  private final WeldContainer container;

  private TestContainer(RecordingHub hub, Class<?>... classes) {
    this.hub = hub;
    this.container =
        new Weld()
            .disableDiscovery()
            .addExtension(new TidewireExtension(hub))
            .addBeanClasses(classes)
            .initialize();
  }

  static TestContainer of(Class<?>... classes) {
    return new TestContainer(new RecordingHub(), classes);
  }

  <T> T get(Class<T> type) {
    return container.select(type).get();
  }

  /** Fires as existing code does: without qualifiers. */
  void fire(Object event) {
    events().fire(event);
  }

  Event<Object> events() {
    return container.select(new TypeLiteral<Event<Object>>() {}).get();
  }

  /** What the hub asks about subscriptions. */
  TopicAccess access() {
    return parts().access();
  }

  /** What the hub was opened with. */
  Parts parts() {
    get(Hub.class).name();
    return hub.parts();
  }

  @Override
  public void close() {
    container.close();
  }
}
