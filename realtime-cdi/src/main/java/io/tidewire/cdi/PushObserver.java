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
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Publishes the events that it observes. It runs late, so that a business observer can still veto
 * by throwing.
 *
 * <p>This is not made by the container's configurator, with which Weld wraps every failure.
 */
final class PushObserver implements ObserverMethod<Object> {

  private static final int LATE = Interceptor.Priority.PLATFORM_AFTER;

  private final Observed observed;
  private final boolean async;
  private final Function<EventContext<?>, Optional<Message>> message;
  private final Consumer<Message> publish;

  /** Holds what the container matches events with. */
  record Observed(Class<?> type, Set<Annotation> qualifiers) {}

  private PushObserver(
      Observed observed,
      boolean async,
      Function<EventContext<?>, Optional<Message>> message,
      Consumer<Message> publish) {
    this.observed = observed;
    this.async = async;
    this.message = message;
    this.publish = publish;
  }

  /**
   * Observes what is fired synchronously.
   *
   * @param message makes the message, or none if another observer publishes the event
   */
  static PushObserver sync(
      Observed observed,
      Function<EventContext<?>, Optional<Message>> message,
      Publisher publisher) {
    return new PushObserver(observed, false, message, publisher::afterCommit);
  }

  /** Observes what is fired asynchronously, and so outside the caller's transaction. */
  static PushObserver async(
      Observed observed,
      Function<EventContext<?>, Optional<Message>> message,
      Publisher publisher) {
    return new PushObserver(observed, true, message, publisher::now);
  }

  @Override
  public void notify(EventContext<Object> context) {
    message.apply(context).ifPresent(publish);
  }

  @Override
  public boolean isAsync() {
    return async;
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
