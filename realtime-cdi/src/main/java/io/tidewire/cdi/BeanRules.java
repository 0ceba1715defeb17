package io.tidewire.cdi;

import io.tidewire.servlet.Services;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The rules that were found in a deployment's beans. */
final class BeanRules {

  private record Found(String templateOrPattern, Bean<?> bean, RuleMethod method) {}

  private final Queue<Found> found = new ConcurrentLinkedQueue<>();

  void collect(ProcessManagedBean<?> processed, Faults faults) {
    Bean<?> bean = processed.getBean();
    for (AnnotatedMethod<?> method : processed.getAnnotatedBeanClass().getMethods()) {
      for (AllowSubscribe rule : method.getAnnotations(AllowSubscribe.class)) {
        faults.check(
            RuleMethod.describe(method.getJavaMember()),
            () -> found.add(found(bean, method.getJavaMember(), rule.value())));
      }
    }
  }

  private static Found found(Bean<?> bean, Method method, String templateOrPattern) {
    if (!bean.getTypes().contains(method.getDeclaringClass())) {
      throw new IllegalArgumentException(
          "the bean does not have its class as a type, so the rule cannot be called");
    }
    return new Found(templateOrPattern, bean, RuleMethod.of(method, templateOrPattern));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** The rules as one decision, or empty if there are none. */
  Optional<TopicAccess> access(BeanManager manager) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TopicRules.Builder rules = TopicRules.builder();
    for (Found rule : found) {
      rules.allowSubscribe(
          rule.templateOrPattern(), new BeanRule(manager, rule.bean(), rule.method()));
    }
    return Optional.of(rules.build());
  }

  /** The services with these rules beside theirs: what either allows is allowed. */
  Services addTo(Services services, BeanManager manager) {
    return access(manager)
        .map(
            own ->
                new Services(
                    services.hub(),
                    either(own, services.access()),
                    services.authenticator(),
                    services.ownsHub()))
        .orElse(services);
  }

  private static TopicAccess either(TopicAccess first, TopicAccess second) {
    return (subscriber, pattern) -> {
      AccessDecision decision = first.maySubscribe(subscriber, pattern);
      return decision.isGranted() ? decision : second.maySubscribe(subscriber, pattern);
    };
  }
}
