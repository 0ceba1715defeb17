package io.tidewire.cdi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the servlet container which classes are annotated with {@link PushEvent}, wherever in
 * the application they are (Servlet 5.0, section 8.2.4). Public for the container alone.
 *
 * <p>If CDI has not started yet, the extension observes them all. If it has, the extension checks
 * later that its own discovery found each of them.
 */
@HandlesTypes(PushEvent.class)
public class PushEventInitializer implements ServletContainerInitializer {

  static final String FOUND = "io.tidewire.cdi.push-events";

  /** Called by the container. */
  public PushEventInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> found, ServletContext context) {
    Set<String> names =
        found == null
            ? Set.of()
            : found.stream()
                .filter(c -> c.isAnnotationPresent(PushEvent.class))
                .map(Class::getName)
                .collect(Collectors.toUnmodifiableSet());
    context.setAttribute(FOUND, names);
    HandedTypes.hand(context.getClassLoader(), names);
  }
}
