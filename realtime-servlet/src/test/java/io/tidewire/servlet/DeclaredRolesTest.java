package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.security.DeclareRoles;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclaredRolesTest {

  @DeclareRoles({"clerk", "boss"})
  private static final class Servlet {}

  @DeclareRoles("boss")
  private static final class Filter {}

  private static ServletContext context() {
    Map<Object, Object> attributes = new HashMap<>();
    return (ServletContext)
        Proxy.newProxyInstance(
            DeclaredRolesTest.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
                  case "getAttribute" -> attributes.get(arguments[0]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void theRolesOfAllClassesAreKept() {
    ServletContext context = context();
    new DeclaredRoles().onStartup(Set.of(Servlet.class, Filter.class, String.class), context);
    assertThat(DeclaredRoles.of(context)).containsExactlyInAnyOrder("clerk", "boss");
  }

  @Test
  void withoutSuchClassesOrWithoutACallThereAreNone() {
    ServletContext context = context();
    assertThat(DeclaredRoles.of(context)).isEmpty();
    new DeclaredRoles().onStartup(null, context);
    assertThat(DeclaredRoles.of(context)).isEmpty();
  }

  @Test
  void theContainerFindsItAndLooksForTheAnnotation() {
    assertThat(ServiceLoader.load(ServletContainerInitializer.class))
        .anyMatch(initializer -> initializer instanceof DeclaredRoles);
    HandlesTypes handled =
        Objects.requireNonNull(DeclaredRoles.class.getAnnotation(HandlesTypes.class));
    assertThat(handled.value()).containsExactly(DeclareRoles.class);
  }
}
