package io.tidewire.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls a method of a bean, through the container's reference, in an active request context. */
final class BeanCall {

  private final BeanManager manager;
  private final Bean<?> bean;
  private final Method method;
  private final Type type;

  BeanCall(BeanManager manager, Bean<?> bean, Method method) {
    this.manager = manager;
    this.bean = bean;
    this.method = method;
    this.type = typeOf(bean, method).orElse(method.getDeclaringClass());
    method.setAccessible(true);
  }

  /**
   * Checks that a method can be called through a reference to its bean.
   *
   * @param what what the method is, for the message
   * @throws IllegalArgumentException if it cannot
   */
  static void check(String what, Bean<?> bean, Method method) {
    if (typeOf(bean, method).isEmpty()) {
      throw new IllegalArgumentException(
          "the bean's types do not include its class, so " + what + " cannot be called");
    }
  }

  /** {@return the bean's type that has the method, with its arguments if it is generic} */
  static Optional<Type> typeOf(Bean<?> bean, Method method) {
    Class<?> owner = method.getDeclaringClass();
    return bean.getTypes().stream()
        .filter(
            type ->
                type == owner
                    || (type instanceof ParameterizedType generic && generic.getRawType() == owner))
        .findFirst();
  }

  /**
   * Calls the method; a bean of dependent scope exists only for this call.
   *
   * @throws Exception what the method throws
   */
  @Nullable Object with(Object... arguments) throws Exception {
    try (RequestContext context = RequestContext.enter(manager.createInstance())) {
      return invoke(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private @Nullable Object invoke(Object[] arguments) throws ReflectiveOperationException {
    CreationalContext<?> context = manager.createCreationalContext(bean);
    try {
      Object reference = manager.getReference(bean, type, context);
      return method.invoke(reference, arguments);
    } finally {
      if (bean.getScope() == Dependent.class) {
        context.release();
      }
    }
  }
}
