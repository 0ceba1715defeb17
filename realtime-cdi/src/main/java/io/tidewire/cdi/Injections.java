package io.tidewire.cdi;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Walks from a bean to everything injected into it, directly or through other beans, and finds what
 * a rule may not depend on. {@code Instance}, look-ups and EJB references cannot be seen.
 */
final class Injections {

  /** Judges what is found on the way. */
  interface Judge {

    /**
     * {@return what is wrong with this bean, as the rest of a sentence that its class begins}
     *
     * @param bean the rule's own bean, or one that is injected
     * @param injected whether it is injected
     */
    Optional<String> objection(Bean<?> bean, boolean injected);

    /** {@return whether nothing of this type may be injected} */
    boolean refuses(Class<?> type);
  }

  private final BeanManager manager;
  private final Judge judge;
  private final Set<Bean<?>> seen = new HashSet<>();

  private Injections(BeanManager manager, Judge judge) {
    this.manager = manager;
    this.judge = judge;
  }

  /** {@return the first thing that the judge objects to, with its place} */
  static Optional<String> find(Bean<?> rules, BeanManager manager, Judge judge) {
    Injections walk = new Injections(manager, judge);
    walk.seen.add(rules);
    return judge
        .objection(rules, false)
        .map(objection -> rules.getBeanClass().getName() + " " + objection)
        .or(() -> walk.intoBean(rules));
  }

  private Optional<String> intoBean(Bean<?> bean) {
    return bean.getInjectionPoints().stream().flatMap(point -> at(point).stream()).findFirst();
  }

  private Optional<String> at(InjectionPoint point) {
    if (point.getType() instanceof Class<?> required && judge.refuses(required)) {
      return Optional.of(
          "%s is injected into %s".formatted(required.getSimpleName(), point.getMember()));
    }
    return resolve(point)
        .filter(seen::add)
        .flatMap(
            bean ->
                judge
                    .objection(bean, true)
                    .map(
                        objection ->
                            "%s %s (injected into %s)"
                                .formatted(
                                    bean.getBeanClass().getName(), objection, point.getMember()))
                    .or(() -> intoBean(bean)));
  }

  private Optional<Bean<?>> resolve(InjectionPoint point) {
    Annotation[] qualifiers = point.getQualifiers().toArray(Annotation[]::new);
    try {
      return Optional.ofNullable(manager.resolve(manager.getBeans(point.getType(), qualifiers)));
    } catch (AmbiguousResolutionException | IllegalArgumentException e) {
      // A delegate, or something of the container's own: it has validated all others.
      return Optional.empty();
    }
  }
}
