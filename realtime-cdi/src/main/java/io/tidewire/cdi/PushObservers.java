package io.tidewire.cdi;

import io.tidewire.Message;
import io.tidewire.TopicKind;
import io.tidewire.cdi.PushObserver.Observed;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.util.AnnotationLiteral;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Registers the observers that publish: one for each annotated class, and one for everything that
 * is fired with the qualifier, but none that would see every event of the application.
 *
 * <p>An event may reach several of them and is published by one: that of the qualifier if it has
 * the qualifier, else that of the nearest annotated class.
 */
final class PushObservers {

  private final PushPlans plans;
  private final Publisher publisher;

  PushObservers(PushPlans plans, Publisher publisher) {
    this.plans = plans;
    this.publisher = publisher;
  }

  void registerAll(AfterBeanDiscovery discovery) {
    register(discovery, plans.annotatedClasses());
    register(discovery, new Observed(Object.class, Set.of(new AnyPush())), this::fromQualifier);
  }

  /** Registers the observers of these classes only. */
  void register(AfterBeanDiscovery discovery, Set<Class<?>> classes) {
    for (Class<?> annotated : classes) {
      register(
          discovery, new Observed(annotated, Set.of()), context -> fromClass(annotated, context));
    }
  }

  private void register(
      AfterBeanDiscovery discovery,
      Observed observed,
      Function<EventContext<?>, Optional<Message>> message) {
    discovery.addObserverMethod(PushObserver.sync(observed, message, publisher));
    discovery.addObserverMethod(PushObserver.async(observed, message, publisher));
  }

  private Optional<Message> fromClass(Class<?> annotated, EventContext<?> context) {
    Object event = context.getEvent();
    return qualifier(context).isPresent()
        ? Optional.empty()
        : plans.forObserver(annotated, event.getClass()).map(plan -> plan.message(event));
  }

  private Optional<Message> fromQualifier(EventContext<?> context) {
    Object event = context.getEvent();
    return qualifier(context)
        .map(push -> plans.forInjected(PushTarget.of(push), firing(context)).message(event));
  }

  private static Firing firing(EventContext<?> context) {
    return new Firing(
        Firing.declaredBy(context.getMetadata().getInjectionPoint()),
        context.getEvent().getClass());
  }

  private static Optional<Push> qualifier(EventContext<?> context) {
    return context.getMetadata().getQualifiers().stream()
        .filter(Push.class::isInstance)
        .map(Push.class::cast)
        .findFirst();
  }

  /** Matches each {@link Push}, since no member of it is binding. */
  private static final class AnyPush extends AnnotationLiteral<Push> implements Push {

    private static final long serialVersionUID = 1L;

    @Override
    public String value() {
      return "";
    }

    @Override
    public String type() {
      return "";
    }

    @Override
    public TopicKind kind() {
      return TopicKind.PLAIN;
    }
  }
}
