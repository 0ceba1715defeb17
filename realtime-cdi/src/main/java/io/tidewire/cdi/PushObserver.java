package io.tidewire.cdi;

import io.tidewire.Message;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Publishes the events that it observes. It comes late, so that a business observer can still veto
 * by throwing.
 *
 * <p>A class of our own rather than the container's configurator: there, Weld hands every failure
 * to the caller wrapped.
 *
 * @param observed the type and the qualifiers of the events
 * @param isAsync whether it observes what is fired asynchronously, or the rest
 * @param message makes the message, or nothing if another observer publishes the event
 * @param publisher publishes it
 */
record PushObserver(
    Observed observed,
    boolean isAsync,
    Function<EventContext<?>, Optional<Message>> message,
    Publisher publisher)
    implements ObserverMethod<Object> {

  private static final int LATE = Interceptor.Priority.PLATFORM_AFTER;

  /** What the container matches events with. */
  record Observed(Class<?> type, Set<Annotation> qualifiers) {}

  @Override
  public void notify(EventContext<Object> context) {
    Optional<Message> toPublish = message.apply(context);
    if (toPublish.isPresent()) {
      if (isAsync) {
        publisher.now(toPublish.get());
      } else {
        publisher.afterCommit(toPublish.get());
      }
    }
  }

  @Override
  public Class<?> getBeanClass() {
    return TidewireExtension.class;
  }

  @Override
  public Type getObservedType() {
    return observed.type();
  }

  @Override
  public Set<Annotation> getObservedQualifiers() {
    return observed.qualifiers();
  }

  @Override
  public Reception getReception() {
    return Reception.ALWAYS;
  }

  @Override
  public TransactionPhase getTransactionPhase() {
    return TransactionPhase.IN_PROGRESS;
  }

  @Override
  public int getPriority() {
    return LATE;
  }
}
