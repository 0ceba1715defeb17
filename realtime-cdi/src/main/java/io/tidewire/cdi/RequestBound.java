package io.tidewire.cdi;

import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a rule's bean, and in everything injected into it, what exists only in a request. Rules
 * are also asked on other threads, so it would work on some transports and fail on others.
 */
final class RequestBound {

  private static final Set<Class<?>> TYPES =
      Set.of(ServletRequest.class, HttpServletRequest.class, HttpSession.class);
  private static final Set<Class<? extends Annotation>> SCOPES =
      Set.of(SessionScoped.class, ConversationScoped.class);
  private static final String REMEDY =
      ", but rules are also asked outside requests: let an Authenticator read what the rule needs"
          + " and pass it on with Subscriber.withAttribute";

  private final BeanManager manager;
  private final Set<Bean<?>> seen = new HashSet<>();

  private RequestBound(BeanManager manager) {
    this.manager = manager;
  }

  /** {@return what is wrong with the bean, and what to do; empty if nothing was found} */
  static Optional<String> find(Bean<?> rules, BeanManager manager) {
    return Optional.ofNullable(new RequestBound(manager).search(rules, null))
        .map(found -> found + REMEDY);
  }

  private @Nullable String search(Bean<?> bean, @Nullable InjectionPoint into) {
    if (!seen.add(bean)) {
      return null;
    }
    String place = into == null ? "" : " (injected into " + into.getMember() + ")";
    if (SCOPES.contains(bean.getScope())) {
      return "%s is @%s%s"
          .formatted(bean.getBeanClass().getName(), bean.getScope().getSimpleName(), place);
    }
    for (InjectionPoint point : bean.getInjectionPoints()) {
      String found = search(point);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String search(InjectionPoint point) {
    Type type = point.getType();
    if (type instanceof Class<?> required && TYPES.contains(required)) {
      return "%s is injected into %s".formatted(required.getSimpleName(), point.getMember());
    }
    Annotation[] qualifiers = point.getQualifiers().toArray(Annotation[]::new);
    try {
      Bean<?> injected = manager.resolve(manager.getBeans(type, qualifiers));
      return injected == null ? null : search(injected, point);
    } catch (AmbiguousResolutionException | IllegalArgumentException e) {
      // A delegate, or something of the container's own: it has validated all others.
      return null;
    }
  }
}
