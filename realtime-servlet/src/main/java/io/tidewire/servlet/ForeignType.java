package io.tidewire.servlet;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Uses a public type of a framework by its name. */
final class ForeignType {

  private final Class<?> type;
  private final Map<String, Method> methods = new ConcurrentHashMap<>();

  private ForeignType(Class<?> type) {
    this.type = type;
  }

  /** {@return the type of that name, or null if the application does not see it} */
  static @Nullable ForeignType find(String name, @Nullable ClassLoader application) {
    try {
      return new ForeignType(Class.forName(name, false, application));
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  Class<?> type() {
    return type;
  }

  /** {@return another type of the same package, for what a method of this one returns} */
  ForeignType sibling(String simpleName) {
    String name = type.getPackageName() + "." + simpleName;
    ForeignType sibling = find(name, type.getClassLoader());
    if (sibling == null) {
      throw new IllegalStateException("there is " + type + ", but no " + name);
    }
    return sibling;
  }

  boolean isOf(@Nullable Object object) {
    return type.isInstance(object);
  }

  boolean has(String method) {
    return Arrays.stream(type.getMethods()).anyMatch(found -> found.getName().equals(method));
  }

  /** Calls a method whose arguments, if any, are texts. */
  Object get(Object object, String name, String... arguments) {
    return call(
        methods.computeIfAbsent(name, n -> find(type, n, arguments.length)), object, arguments);
  }

  /** Calls a method without arguments on an object of a type that is not known. */
  static Object ask(Object object, String name) {
    return call(find(object.getClass(), name, 0), object, new Object[0]);
  }

  private static Method find(Class<?> type, String name, int arguments) {
    Class<?>[] parameters = new Class<?>[arguments];
    Arrays.fill(parameters, String.class);
    try {
      return type.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type.getName() + " has no method " + name, e);
    }
  }

  private static Object call(Method method, Object object, Object[] arguments) {
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(method + " failed: " + e.getCause(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " cannot be called", e);
    }
  }
}
