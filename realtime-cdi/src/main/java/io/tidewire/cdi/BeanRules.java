package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.engine.BoundedLog;
import io.tidewire.servlet.Services;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the rules in a deployment's beans. */
final class BeanRules {

  /** Holds a rule; without a method if its roles alone decide. */
  private record Found(
      String templateOrPattern, Bean<?> bean, RequiredRoles roles, @Nullable RuleMethod method) {

    TopicRules.Check check(BeanManager manager, Supplier<BoundedLog> log) {
      if (method == null) {
        return (subscriber, variables) -> roles.areHeldBy(subscriber);
      }
      BeanRule rule = new BeanRule(manager, bean, method, log);
      return (subscriber, variables) ->
          roles.areHeldBy(subscriber) && rule.allows(subscriber, variables);
    }
  }

  private final Queue<Found> found = new ConcurrentLinkedQueue<>();
  private final EnterpriseBeans enterpriseBeans = new EnterpriseBeans();

  void collect(ProcessSessionBean<?> processed) {
    enterpriseBeans.collect(processed);
  }

  void collect(ProcessManagedBean<?> processed, Faults faults) {
    Bean<?> bean = processed.getBean();
    AnnotatedType<?> type = processed.getAnnotatedBeanClass();
    for (AllowSubscribe rule : type.getAnnotations(AllowSubscribe.class)) {
      faults.check(type.getJavaClass().getName(), () -> found.add(ofClass(bean, type, rule)));
    }
    for (AnnotatedMethod<?> method : type.getMethods()) {
      for (AllowSubscribe rule : method.getAnnotations(AllowSubscribe.class)) {
        faults.check(
            RuleMethod.describe(method.getJavaMember()),
            () -> found.add(ofMethod(bean, method, type, rule)));
      }
    }
  }

  private static Found ofClass(Bean<?> bean, AnnotatedType<?> type, AllowSubscribe rule) {
    if (rule.roles().length == 0) {
      throw new IllegalArgumentException(
          "a rule on a class names roles, since there is no method to ask; annotate a method");
    }
    RuleMethod.checkText(rule.value());
    return new Found(rule.value(), bean, RequiredRoles.of(rule, type), null);
  }

  private static Found ofMethod(
      Bean<?> bean, AnnotatedMethod<?> annotated, AnnotatedType<?> type, AllowSubscribe rule) {
    Method method = annotated.getJavaMember();
    RequiredRoles roles = RequiredRoles.of(rule, annotated, type);
    if (RuleMethod.hasNothingToAsk(method, rule)) {
      RuleMethod.checkText(rule.value());
      return new Found(rule.value(), bean, roles, null);
    }
    if (!bean.getTypes().contains(method.getDeclaringClass())) {
      throw new IllegalArgumentException(
          "the bean's types do not include its class, so the rule cannot be called");
    }
    return new Found(rule.value(), bean, roles, RuleMethod.of(method, rule.value()));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** {@return the roles that the rules' annotations name} */
  Set<String> roles() {
    Set<String> names = new TreeSet<>();
    found.forEach(rule -> names.addAll(rule.roles().names()));
    return names;
  }

  /** Reports rules that cannot be asked on all transports; called when all beans are known. */
  void check(BeanManager manager, Faults faults) {
    check(bean -> RequestBound.find(bean, manager), faults);
  }

  /**
   * Reports rules that this server could not ask on all transports.
   *
   * @param enclosing the rules of the libraries around the web application
   */
  void check(
      ServletContext context, Optional<BeanRules> enclosing, BeanManager manager, Faults faults) {
    EnterpriseBeans all =
        enclosing.map(outer -> enterpriseBeans.with(outer.enterpriseBeans)).orElse(enterpriseBeans);
    CallerBound.of(context.getServerInfo(), all)
        .ifPresent(judge -> check(bean -> judge.find(bean, manager), faults));
  }

  private void check(Function<Bean<?>, Optional<String>> fault, Faults faults) {
    for (Found rule : found) {
      RuleMethod method = rule.method();
      if (method != null) {
        fault.apply(rule.bean()).ifPresent(what -> faults.add(method.toString(), what));
      }
    }
  }

  /**
   * {@return the rules as one, or empty if there are none}
   *
   * @param log writes what rules throw
   */
  Optional<TopicAccess> access(BeanManager manager, Supplier<BoundedLog> log) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TopicRules.Builder rules = TopicRules.builder();
    for (Found rule : found) {
      rules.allowSubscribe(rule.templateOrPattern(), rule.check(manager, log));
    }
    return Optional.of(rules.build());
  }

  /** Adds these rules to those of the services: what either allows is allowed. */
  Services addTo(Services services, BeanManager manager) {
    return access(manager, services.hub()::boundedLog)
        .map(
            own ->
                new Services(
                    services.hub(),
                    services.parts().withAccess(either(own, services.parts().access())),
                    together(services.roles(), roles()),
                    services.context(),
                    services.ownsHub()))
        .orElse(services);
  }

  private static Set<String> together(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  private static TopicAccess either(TopicAccess first, TopicAccess second) {
    return new TopicAccess() {
      @Override
      public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
        AccessDecision decision = first.maySubscribe(subscriber, pattern);
        return decision.isGranted() ? decision : second.maySubscribe(subscriber, pattern);
      }

      @Override
      public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
        AccessDecision decision = first.mayPublish(subscriber, request);
        return decision.isGranted() ? decision : second.mayPublish(subscriber, request);
      }
    };
  }
}
