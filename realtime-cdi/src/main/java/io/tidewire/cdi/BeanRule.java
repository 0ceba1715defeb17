package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.spi.TopicRules;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** A rule that a bean decides on: in an active request context, and refusing when it throws. */
final class BeanRule implements TopicRules.Check {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final BeanManager manager;
  private final Bean<?> bean;
  private final RuleMethod rule;

  BeanRule(BeanManager manager, Bean<?> bean, RuleMethod rule) {
    this.manager = manager;
    this.bean = bean;
    this.rule = rule;
    rule.method().setAccessible(true);
  }

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

  /** A bean of dependent scope lives for this call alone. */
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
    LOG.log(System.Logger.Level.ERROR, "rule " + rule + " failed and so does not allow", cause);
    return false;
  }
}
