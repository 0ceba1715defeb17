package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.engine.BoundedLog;
import io.tidewire.spi.TopicRules;
import io.tidewire.spi.UnavailableException;
import io.tidewire.web.FailureLog;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.function.Supplier;

/** Asks a rule of a bean, in an active request context; a rule that throws does not allow. */
final class BeanRule implements TopicRules.Check {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final BeanManager manager;
  private final Bean<?> bean;
  private final RuleMethod rule;
  private final FailureLog failures;

  /**
   * @param log writes what the rule throws, which may repeat what a client sent
   */
  BeanRule(BeanManager manager, Bean<?> bean, RuleMethod rule, Supplier<BoundedLog> log) {
    this.manager = manager;
    this.bean = bean;
    this.rule = rule;
    this.failures =
        new FailureLog(
            (message, thrown) -> log.get().log(BoundedLog.Kind.RULE_FAILURE, LOG, message, thrown));
    rule.method().setAccessible(true);
  }

  /**
   * Asks the bean. If it throws an exception, it does not allow; another rule still may. An error
   * or an {@link UnavailableException} is passed on: the client is told to come back.
   */
  @Override
  public boolean allows(Subscriber subscriber, Map<String, String> variables) {
    try (RequestContext context = RequestContext.enter(manager.createInstance())) {
      return ask(subscriber, variables);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      return refused(thrown == null ? e : thrown);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return refused(e);
    }
  }

  /** Calls the method; a bean of dependent scope exists only for this call. */
  private boolean ask(Subscriber subscriber, Map<String, String> variables)
      throws ReflectiveOperationException {
    CreationalContext<?> context = manager.createCreationalContext(bean);
    try {
      Object reference = manager.getReference(bean, rule.method().getDeclaringClass(), context);
      return (boolean) rule.method().invoke(reference, rule.arguments(subscriber, variables));
    } finally {
      if (bean.getScope() == Dependent.class) {
        context.release();
      }
    }
  }

  private boolean refused(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof UnavailableException unavailable) {
      throw unavailable;
    }
    failures.failed(
        "rule " + rule,
        cause,
        "it does not allow; if something is unavailable only for a time, throw"
            + " UnavailableException");
    return false;
  }
}
