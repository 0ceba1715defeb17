package io.tidewire.chain;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds all filters of an application. The container reports names, classes and mappings, but not
 * whether a filter supports asynchronous requests; that is read from its declaration.
 */
final class FilterCensus {

  /** Filters that containers add for WebSockets; they support asynchronous requests. */
  private static final List<String> CONTAINERS =
      List.of(
          "org.apache.tomcat.websocket.",
          // The wrapper that GlassFish and Payara put around the filter of Tyrus.
          "org.apache.catalina.core.",
          "org.eclipse.jetty.",
          "io.undertow.",
          "org.glassfish.tyrus.");

  private FilterCensus() {}

  /**
   * Returns all filters except the library's and the container's own, in no particular order.
   *
   * @throws UnsupportedOperationException if the context is that of a listener which was added in
   *     code
   */
  static List<AppliedFilter> of(ServletContext context) {
    List<? extends FilterRegistration> filters =
        context.getFilterRegistrations().values().stream()
            .filter(FilterCensus::isOfApplication)
            .toList();
    if (filters.isEmpty()) {
      return List.of();
    }
    ClassLoader application = context.getClassLoader();
    Declarations declarations = new Declarations(Descriptors.of(context, application), application);
    return filters.stream().map(filter -> describe(filter, declarations)).toList();
  }

  private static boolean isOfApplication(FilterRegistration filter) {
    String className = className(filter);
    return !filter.getName().startsWith(ChainSetup.OWN)
        && CONTAINERS.stream().noneMatch(className::startsWith);
  }

  private static String className(FilterRegistration filter) {
    return filter.getClassName() == null ? "" : filter.getClassName();
  }

  private static AppliedFilter describe(FilterRegistration filter, Declarations declarations) {
    String name = filter.getName();
    String className = className(filter);
    Declarations.Declared declared = declarations.find(name, className);
    Set<String> others = declarations.otherTargets(name, className);
    return new AppliedFilter(
        name,
        className,
        declared.async(),
        declared.origin(),
        without(others, filter.getUrlPatternMappings()),
        without(others, filter.getServletNameMappings()));
  }

  private static Set<String> without(Set<String> others, @Nullable Collection<String> targets) {
    return targets == null
        ? Set.of()
        : targets.stream()
            .filter(target -> !others.contains(target))
            .collect(Collectors.toUnmodifiableSet());
  }
}
