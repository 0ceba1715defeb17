package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.cdi.RuleText.Asks;
import io.tidewire.engine.BoundedLog;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the rules in a deployment's beans. */
final class BeanRules {

  /** Asks a rule. */
  @FunctionalInterface
  private interface Question {
    boolean allows(
        Subscriber subscriber, Map<String, String> variables, @Nullable PublishRequest published);
  }

  /** Holds a rule; without a method if its roles alone decide. */
  private record Found(
      RuleText text, Bean<?> bean, RequiredRoles roles, @Nullable RuleMethod method) {

    void addTo(TopicRules.Builder rules, BeanManager manager, Supplier<BoundedLog> log) {
      Question question = question(manager, log);
      if (text.asks() == Asks.SUBSCRIBE) {
        rules.allowSubscribe(
            text.value(), (subscriber, variables) -> question.allows(subscriber, variables, null));
      } else {
        rules.allowPublish(text.value(), question::allows);
      }
    }

    private Question question(BeanManager manager, Supplier<BoundedLog> log) {
      if (method == null) {
        return (subscriber, variables, published) -> roles.areHeldBy(subscriber);
      }
      BeanRule rule = new BeanRule(manager, bean, method, log);
      return (subscriber, variables, published) ->
          roles.areHeldBy(subscriber) && rule.allows(subscriber, variables, published);
    }
  }

  private final Queue<Found> found = new ConcurrentLinkedQueue<>();
  private final CalledBeans called;

  BeanRules(CalledBeans called) {
    this.called = called;
  }

  void collect(ProcessManagedBean<?> processed, Faults faults) {
    Bean<?> bean = processed.getBean();
    AnnotatedType<?> type = processed.getAnnotatedBeanClass();
    for (RuleText rule : RuleText.of(type)) {
      faults.check(type.getJavaClass().getName(), () -> found.add(ofClass(bean, type, rule)));
    }
    for (AnnotatedMethod<?> method : type.getMethods()) {
      for (RuleText rule : RuleText.of(method)) {
        faults.check(
            Variables.describe(method.getJavaMember()),
            () -> found.add(ofMethod(bean, method, type, rule)));
      }
    }
  }

  private static Found ofClass(Bean<?> bean, Annotated type, RuleText rule) {
    if (rule.roles().isEmpty()) {
      throw new IllegalArgumentException(
          "a rule on a class names roles, since there is no method to ask; annotate a method");
    }
    rule.check();
    return new Found(rule, bean, RequiredRoles.of(rule.roles(), type), null);
  }

  private Found ofMethod(
      Bean<?> bean, AnnotatedMethod<?> annotated, Annotated type, RuleText rule) {
    Method method = annotated.getJavaMember();
    RequiredRoles roles = RequiredRoles.of(rule.roles(), annotated, type);
    if (RuleMethod.hasNothingToAsk(method, rule)) {
      rule.check();
      return new Found(rule, bean, roles, null);
    }
    BeanCall.check("the rule", bean, method);
    RuleMethod signature = RuleMethod.of(method, rule);
    called.add(bean, signature.toString());
    return new Found(rule, bean, roles, signature);
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
    found.forEach(rule -> rule.addTo(rules, manager, log));
    return Optional.of(rules.build());
  }
}
