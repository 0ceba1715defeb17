package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Knows the beans of which the library calls methods, for rules and handlers, and checks that these
 * can be called where clients are: outside requests, and as somebody else's thread.
 */
final class CalledBeans {

  private record Called(Bean<?> bean, String method) {}

  /** By method and bean, since a method may be several rules, and be inherited. */
  private final Map<String, Called> called = new ConcurrentHashMap<>();

  private final EnterpriseBeans enterpriseBeans = new EnterpriseBeans();

  void collect(ProcessSessionBean<?> processed) {
    enterpriseBeans.collect(processed);
  }

  /**
   * Adds a bean.
   *
   * @param method the method that is called, for messages
   */
  void add(Bean<?> bean, String method) {
    called.put(method + " of " + bean.getBeanClass().getName(), new Called(bean, method));
  }

  /** Reports what cannot be called on all transports; called when all beans are known. */
  void check(BeanManager manager, Faults faults) {
    check(bean -> RequestBound.find(bean, manager), faults);
  }

  /**
   * Reports what this server could not call on all transports.
   *
   * @param enclosing those of the libraries around the web application
   */
  void check(
      ServletContext context, Optional<CalledBeans> enclosing, BeanManager manager, Faults faults) {
    EnterpriseBeans all =
        enclosing.map(outer -> enterpriseBeans.with(outer.enterpriseBeans)).orElse(enterpriseBeans);
    CallerBound.of(context.getServerInfo(), all)
        .ifPresent(judge -> check(bean -> judge.find(bean, manager), faults));
  }

  private void check(Function<Bean<?>, Optional<String>> fault, Faults faults) {
    for (Called next : called.values()) {
      fault.apply(next.bean()).ifPresent(what -> faults.add(next.method(), what));
    }
  }
}
