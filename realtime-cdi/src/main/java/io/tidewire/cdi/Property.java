package io.tidewire.cdi;

import io.tidewire.PayloadException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a property of an event class, which is looked up once.
 *
 * @param name the name, as in a template
 * @param getter takes the event and returns the value, both as objects
 */
record Property(String name, MethodHandle getter) {

  private static final MethodType OBJECT_TO_OBJECT =
      MethodType.methodType(Object.class, Object.class);

  /** {@return the property of that name, or empty if the class has none that can be read} */
  static Optional<Property> find(Class<?> owner, String name) {
    String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    return recordAccessor(owner, name)
        .or(() -> publicMethod(owner, "get" + capital, type -> true))
        .or(() -> publicMethod(owner, "is" + capital, Property::isBoolean))
        .or(() -> publicMethod(owner, name, type -> true))
        .flatMap(Property::handle)
        .map(getter -> new Property(name, getter));
  }

  private static boolean isBoolean(Class<?> type) {
    return type == boolean.class || type == Boolean.class;
  }

  private static Optional<Method> recordAccessor(Class<?> owner, String name) {
    return owner.isRecord()
        ? Arrays.stream(owner.getRecordComponents())
            .filter(component -> component.getName().equals(name))
            .map(component -> component.getAccessor())
            .findFirst()
        : Optional.empty();
  }

  private static Optional<Method> publicMethod(
      Class<?> owner, String name, Predicate<Class<?>> returning) {
    try {
      Method method = owner.getMethod(name);
      boolean fits =
          method.getReturnType() != void.class
              && returning.test(method.getReturnType())
              && !Modifier.isStatic(method.getModifiers())
              && method.getDeclaringClass() != Object.class;
      return fits ? Optional.of(method) : Optional.empty();
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  /** Opens a method: otherwise a public method of a class that is not public cannot be called. */
  private static Optional<MethodHandle> handle(Method method) {
    method.trySetAccessible();
    try {
      return Optional.of(MethodHandles.lookup().unreflect(method).asType(OBJECT_TO_OBJECT));
    } catch (IllegalAccessException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the property.
   *
   * @throws PayloadException if the getter throws
   */
  @SuppressWarnings("IllegalCatch") // a method handle declares Throwable
  @Nullable Object of(Object event) {
    try {
      return getter.invoke(event);
    } catch (StackOverflowError | LinkageError e) {
      throw unreadable(event, e);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      // A method handle throws whatever the getter throws.
      throw unreadable(event, e);
    }
  }

  private PayloadException unreadable(Object event, Throwable cause) {
    return new PayloadException(
        event.getClass().getName() + ": property '" + name + "' cannot be read: " + cause, cause);
  }
}
