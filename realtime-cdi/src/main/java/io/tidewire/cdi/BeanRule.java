package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.engine.BoundedLog;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.UnavailableException;
import io.tidewire.web.FailureLog;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks a rule of a bean, in an active request context; a rule that throws does not allow. */
final class BeanRule {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final BeanCall call;
  private final RuleMethod rule;
  private final FailureLog failures;

  /**
   * @param log writes what the rule throws, which may repeat what a client sent
   */
  BeanRule(BeanManager manager, Bean<?> bean, RuleMethod rule, Supplier<BoundedLog> log) {
    this.call = new BeanCall(manager, bean, rule.method());
    this.rule = rule;
    this.failures =
        new FailureLog(
            (message, thrown) -> log.get().log(BoundedLog.Kind.RULE_FAILURE, LOG, message, thrown));
  }

  /**
   * Asks the bean. If it throws an exception, it does not allow; another rule still may. An error
   * or an {@link UnavailableException} is passed on: the client is told to come back.
   *
   * @param published what is to be published, or null if that is not the question
   */
  boolean allows(
      Subscriber subscriber, Map<String, String> variables, @Nullable PublishRequest published) {
    try {
      return Boolean.TRUE.equals(call.with(rule.arguments(subscriber, variables, published)));
    } catch (Exception e) {
      return refused(e);
    }
  }

  private boolean refused(Exception cause) {
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
