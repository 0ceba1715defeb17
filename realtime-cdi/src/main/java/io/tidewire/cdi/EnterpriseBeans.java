package io.tidewire.cdi;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the enterprise beans of a deployment, and which of them look at their caller. */
final class EnterpriseBeans {

  /** By name, since the library does without the API of enterprise beans. */
  private static final Set<String> CONTEXTS =
      Set.of("jakarta.ejb.EJBContext", "jakarta.ejb.SessionContext");

  private final Map<Class<?>, Boolean> asksForCallerByClass = new ConcurrentHashMap<>();

  void collect(ProcessSessionBean<?> processed) {
    asksForCallerByClass.put(
        processed.getBean().getBeanClass(), asksForCaller(processed.getAnnotatedBeanClass()));
  }

  private static boolean asksForCaller(AnnotatedType<?> type) {
    return isRestricted(type)
        || type.getMethods().stream().anyMatch(EnterpriseBeans::isRestricted)
        || type.getFields().stream()
            .anyMatch(field -> CONTEXTS.contains(field.getJavaMember().getType().getName()));
  }

  private static boolean isRestricted(Annotated place) {
    return place.isAnnotationPresent(RolesAllowed.class)
        || place.isAnnotationPresent(DenyAll.class);
  }

  /** Adds those of the libraries around a web application. */
  EnterpriseBeans with(EnterpriseBeans others) {
    EnterpriseBeans all = new EnterpriseBeans();
    all.asksForCallerByClass.putAll(others.asksForCallerByClass);
    all.asksForCallerByClass.putAll(asksForCallerByClass);
    return all;
  }

  boolean contains(Bean<?> bean) {
    return asksForCallerByClass.containsKey(bean.getBeanClass());
  }

  /** {@return whether this is one that roles restrict, or that takes its caller from a context} */
  boolean asksForCaller(Bean<?> bean) {
    return asksForCallerByClass.getOrDefault(bean.getBeanClass(), false);
  }
}
