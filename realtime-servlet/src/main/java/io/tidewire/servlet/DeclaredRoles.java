package io.tidewire.servlet;

import jakarta.annotation.security.DeclareRoles;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the container which roles the application's classes declare with {@link
 * DeclareRoles}. Public for the container alone, which passes by if it does not know the
 * annotation.
 */
@HandlesTypes(DeclareRoles.class)
public final class DeclaredRoles implements ServletContainerInitializer {

  private static final String FOUND = DeclaredRoles.class.getName();

  /** Called by the container. */
  public DeclaredRoles() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> found, ServletContext context) {
    Set<String> names = new TreeSet<>();
    for (Class<?> type : found == null ? Set.<Class<?>>of() : found) {
      DeclareRoles declared = type.getAnnotation(DeclareRoles.class);
      if (declared != null) {
        names.addAll(Set.of(declared.value()));
      }
    }
    context.setAttribute(FOUND, Set.copyOf(names));
  }

  /** {@return the roles that were found; none if the container did not call this} */
  static Set<String> of(ServletContext context) {
    Set<String> names = new TreeSet<>();
    if (context.getAttribute(FOUND) instanceof Set<?> found) {
      found.forEach(name -> names.add(name.toString()));
    }
    return names;
  }
}
