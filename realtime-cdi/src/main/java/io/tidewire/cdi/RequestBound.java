package io.tidewire.cdi;

import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.annotation.Annotation;
import java.util.Optional;
import java.util.Set;

/**
 * Finds in the bean of a rule or handler, and in everything injected into it, what exists only in a
 * request. They are also called on other threads, so it would work on some transports and fail on
 * others.
 */
final class RequestBound implements Injections.Judge {

  private static final Set<Class<?>> TYPES =
      Set.of(ServletRequest.class, HttpServletRequest.class, HttpSession.class);
  private static final Set<Class<? extends Annotation>> SCOPES =
      Set.of(SessionScoped.class, ConversationScoped.class);
  private static final String REMEDY =
      ", but rules and handlers are also called outside requests: let an Authenticator read what"
          + " they need and pass it on with Subscriber.withAttribute";

  private RequestBound() {}

  /** {@return what is wrong with the bean, and what to do; empty if nothing was found} */
  static Optional<String> find(Bean<?> rules, BeanManager manager) {
    return Injections.find(rules, manager, new RequestBound()).map(found -> found + REMEDY);
  }

  @Override
  public Optional<String> objection(Bean<?> bean, boolean injected) {
    return SCOPES.contains(bean.getScope())
        ? Optional.of("is @" + bean.getScope().getSimpleName())
        : Optional.empty();
  }

  @Override
  public boolean refuses(Class<?> type) {
    return TYPES.contains(type);
  }
}
