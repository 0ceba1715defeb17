package io.tidewire.cdi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Keeps the plans of a deployment. Those of annotated classes are all known before the first event;
 * those of injected events are added when a class is first fired.
 */
final class PushPlans {

  private final Map<Class<?>, PushPlan> annotated = new ConcurrentHashMap<>();
  private final Map<PushTarget, Map<Firing, PushPlan>> injected = new ConcurrentHashMap<>();

  /**
   * Adds an annotated class.
   *
   * @throws IllegalArgumentException if the annotation is faulty
   */
  void annotated(Class<?> eventClass, PushEvent pushEvent) {
    if (eventClass.isInterface()) {
      throw new IllegalArgumentException(
          "an interface cannot be a @PushEvent: annotate the classes that implement it");
    }
    PushTarget target = PushTarget.of(pushEvent).withDefaultType(KebabCase.of(eventClass));
    annotated.put(eventClass, PushPlan.of(target, eventClass));
  }

  Set<Class<?>> annotatedClasses() {
    return Set.copyOf(annotated.keySet());
  }

  /** Adds the plans of annotated classes to others; returns the classes that were not there. */
  Set<Class<?>> addTo(PushPlans others) {
    return annotated.entrySet().stream()
        .filter(own -> others.annotated.putIfAbsent(own.getKey(), own.getValue()) == null)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns the plan by which an observer of an annotated class publishes an event, or empty if a
   * class nearer to the event's is annotated too, so that its observer publishes it.
   */
  Optional<PushPlan> forObserver(Class<?> observedClass, Class<?> eventClass) {
    return nearestAnnotated(eventClass)
        .filter(nearest -> nearest == observedClass)
        .map(annotated::get);
  }

  /**
   * Returns the plan for an event that was fired through an injection point.
   *
   * @throws IllegalArgumentException if the target is malformed, does not fit the class, or differs
   *     from what the class is annotated with
   */
  PushPlan forInjected(PushTarget target, Firing firing) {
    return injected
        .computeIfAbsent(target, t -> new ConcurrentHashMap<>())
        .computeIfAbsent(firing, f -> plan(target, f));
  }

  private PushPlan plan(PushTarget injectedTarget, Firing firing) {
    injectedTarget.check();
    Class<?> eventClass = firing.eventClass();
    Optional<Class<?>> annotatedClass = nearestAnnotated(eventClass);
    Optional<PushTarget> annotatedTarget = annotatedClass.map(annotated::get).map(PushPlan::target);
    PushTarget target =
        injectedTarget.type().isEmpty()
            ? injectedTarget.withDefaultType(
                annotatedTarget.map(PushTarget::type).orElseGet(firing::defaultType))
            : injectedTarget;
    if (annotatedTarget.isPresent() && !annotatedTarget.get().equals(target)) {
      throw new IllegalArgumentException(
          "@Push says %s, but @PushEvent of %s says %s"
              .formatted(target, annotatedClass.get().getName(), annotatedTarget.get()));
    }
    return PushPlan.of(target, eventClass);
  }

  private Optional<Class<?>> nearestAnnotated(Class<?> eventClass) {
    for (Class<?> c = eventClass; c != null; c = c.getSuperclass()) {
      if (annotated.containsKey(c)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }
}
