package io.tidewire.cdi;

import io.tidewire.CloseReason;
import io.tidewire.Connected;
import io.tidewire.ConnectionEvent;
import io.tidewire.Disconnected;
import io.tidewire.Subscribed;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.Unsubscribed;
import io.tidewire.spi.ConnectionObserver;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Fires what happens to connections as CDI events, synchronously. */
final class LifeCycleEvents implements ConnectionObserver {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final BeanManager manager;

  private LifeCycleEvents(BeanManager manager) {
    this.manager = manager;
  }

  /**
   * {@return what fires the events, or empty if no bean observes any}
   *
   * @param manager of the application whose connections they are about
   */
  static Optional<ConnectionObserver> of(BeanManager manager) {
    boolean observed = false;
    Set<String> asynchronous = new TreeSet<>();
    for (ConnectionEvent example : examples()) {
      for (ObserverMethod<?> observer : manager.resolveObserverMethods(example)) {
        if (observer.isAsync()) {
          asynchronous.add(
              example.getClass().getSimpleName() + " in " + observer.getBeanClass().getName());
        } else {
          observed = true;
        }
      }
    }
    if (!asynchronous.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "what happens to connections is fired synchronously, in order for each connection, so"
              + " that @ObservesAsync is not called for "
              + asynchronous
              + ": use @Observes");
    }
    return observed ? Optional.of(new LifeCycleEvents(manager)) : Optional.empty();
  }

  /** {@return one event of each type, by which the container finds its observers} */
  private static List<ConnectionEvent> examples() {
    Subscriber nobody = Subscriber.anonymous();
    TopicPattern any = TopicPattern.of("any");
    return List.of(
        new Connected("", "", nobody),
        new Disconnected("", "", nobody, CloseReason.NORMAL),
        new Subscribed("", "", nobody, any),
        new Unsubscribed("", "", nobody, any));
  }

  @Override
  public void observe(ConnectionEvent event) {
    manager.getEvent().select(ConnectionEvent.class).fire(event);
  }
}
