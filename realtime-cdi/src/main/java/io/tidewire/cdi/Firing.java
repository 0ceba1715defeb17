package io.tidewire.cdi;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Describes what is fired through an injection point: its declared type and its class.
 *
 * @param declared the {@code X} of {@code Event<X>}, or null if that says nothing
 * @param eventClass the class of the fired event
 */
record Firing(@Nullable Type declared, Class<?> eventClass) {

  /** {@return the type that an injection point declares, or null if that says nothing} */
  static @Nullable Type declaredBy(@Nullable InjectionPoint point) {
    if (point == null
        || !(point.getType() instanceof ParameterizedType event)
        || event.getRawType() != Event.class) {
      return null;
    }
    Type argument = event.getActualTypeArguments()[0];
    boolean saysNothing =
        argument == Object.class
            || argument instanceof TypeVariable
            || argument instanceof WildcardType;
    return saysNothing ? null : argument;
  }

  /**
   * Returns the event type that clients see by default: the name of the declared class, or of the
   * fired one if none was declared.
   *
   * @throws IllegalArgumentException if that is not an application's class but, for example, a list
   *     or an array, whose name would depend on its implementation
   */
  String defaultType() {
    Type named = declared == null ? eventClass : declared;
    if (named instanceof Class<?> c && !c.isArray() && c.getTypeParameters().length == 0) {
      return KebabCase.of(c);
    }
    throw new IllegalArgumentException(
        ("%s gives no event type that clients could rely on: name one, as in"
                + " @Push(value = \"...\", type = \"orders-listed\"), or fire a record of your own")
            .formatted(named.getTypeName()));
  }

  /** {@return the class whose properties are read, as far as the declaration tells} */
  static Optional<Class<?>> rawClass(@Nullable Type declared) {
    if (declared instanceof GenericArrayType array) {
      return rawClass(array.getGenericComponentType()).map(Class::arrayType);
    }
    Type raw = declared instanceof ParameterizedType generic ? generic.getRawType() : declared;
    return raw instanceof Class<?> c ? Optional.of(c) : Optional.empty();
  }

  // Written out: on JDK 17 a generated one is kept by the JDK, and its class loader with it.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Firing that
        && eventClass == that.eventClass
        && Objects.equals(declared, that.declared);
  }

  @Override
  public int hashCode() {
    return Objects.hash(declared, eventClass);
  }
}
