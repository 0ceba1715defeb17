package io.tidewire.servlet;

import io.tidewire.PayloadException;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeSerializer;
import jakarta.json.bind.annotation.JsonbVisibility;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses a payload that holds what a persistence framework has not loaded, before JSON-B would
 * load it by reading it, or fail in the framework's words.
 *
 * <p>Walks what JSON-B would read if nothing else is said to it. Where it is told otherwise (an
 * adapter, a serializer, a visibility) the walk ends, and JSON-B reads what it was told to.
 */
final class LoadedCheck {

  private static final List<Class<? extends Annotation>> TOLD =
      List.of(
          JsonbTransient.class,
          JsonbTypeAdapter.class,
          JsonbTypeSerializer.class,
          JsonbVisibility.class);

  /** A property that may hold something to be loaded. */
  private record Attribute(String name, AccessibleObject member) {

    Object of(Object owner) throws ReflectiveOperationException {
      return member instanceof Method getter ? getter.invoke(owner) : ((Field) member).get(owner);
    }
  }

  private final ForeignObjects foreign;
  private final Map<Class<?>, List<Attribute>> readable = new ConcurrentHashMap<>();

  LoadedCheck(ForeignObjects foreign) {
    this.foreign = foreign;
  }

  /**
   * Checks a payload and all that it holds.
   *
   * @throws PayloadException if something has not been loaded, naming the property
   */
  void check(Object payload) {
    if (foreign.loadLater()) {
      new Walk(payload).visit(payload, "");
    }
  }

  /** Walks through one payload, and visits each object once. */
  private final class Walk {

    private final Object root;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    Walk(Object root) {
      this.root = root;
    }

    void visit(Object found, String path) {
      Object object = behind(found, path);
      if (foreign.isUnloadedCollection(object)) {
        throw unloaded(path, "a collection");
      }
      if (object instanceof Optional<?> optional) {
        visitAll(optional.stream().toList(), path);
      } else if (object instanceof Map<?, ?> map) {
        visitAll(map.values(), path);
      } else if (object instanceof Collection<?> collection) {
        visitAll(collection, path);
      } else if (object instanceof Object[] array) {
        visitAll(Arrays.asList(array), path);
      } else if (seen.add(object)) {
        visitProperties(object, path);
      }
    }

    private Object behind(Object found, String path) {
      try {
        return foreign.behind(found);
      } catch (UnloadedException e) {
        throw unloaded(path, String.valueOf(e.getMessage()));
      } catch (IllegalStateException e) {
        throw new PayloadException(
            ("%s cannot be encoded: %s is a proxy that gives no object (%s); fire a record of what"
                    + " clients need")
                .formatted(root.getClass().getName(), place(path), e.getMessage()),
            e);
      }
    }

    private void visitAll(Collection<?> values, String path) {
      for (Object value : values) {
        if (value != null) {
          visit(value, path);
        }
      }
    }

    private void visitProperties(Object owner, String path) {
      for (Attribute property : readable.computeIfAbsent(owner.getClass(), LoadedCheck::survey)) {
        String inner = path.isEmpty() ? property.name() : path + "." + property.name();
        if (foreign.isUnloadedProperty(owner, property.name())) {
          throw unloaded(inner, "an association");
        }
        try {
          Object value = property.of(owner);
          if (value != null) {
            visit(value, inner);
          }
        } catch (ReflectiveOperationException e) {
          return; // JSON-B will fail in the same way, and report it
        }
      }
    }

    private String place(String path) {
      return path.isEmpty() ? "it" : "'" + path + "'";
    }

    private PayloadException unloaded(String path, String what) {
      return new PayloadException(
          ("%s cannot be encoded: %s is %s that has not been loaded, and pushing loads nothing;"
                  + " load it before, or fire a record of what clients need")
              .formatted(root.getClass().getName(), path.isEmpty() ? "it" : "'" + path + "'", what),
          null);
    }
  }

  private static List<Attribute> survey(Class<?> type) {
    if (!PropertySurvey.isJudged(type) || isTold(type)) {
      return List.of();
    }
    List<Attribute> found = new ArrayList<>();
    for (Method method : PropertySurvey.getters(type)) {
      String name = PropertySurvey.propertyName(method);
      if (mayHold(method.getReturnType())
          && !isTold(method)
          && !isFieldTold(type, name)
          && method.trySetAccessible()) {
        found.add(new Attribute(name, method));
      }
    }
    for (Field field : type.getFields()) {
      if (!Modifier.isStatic(field.getModifiers())
          && mayHold(field.getType())
          && !isTold(field)
          && field.trySetAccessible()) {
        found.add(new Attribute(field.getName(), field));
      }
    }
    // Reflection has no order, and a message should not change from run to run.
    found.sort(Comparator.comparing(Attribute::name));
    return List.copyOf(found);
  }

  private static boolean isTold(AnnotatedElement element) {
    return TOLD.stream().anyMatch(element::isAnnotationPresent);
  }

  private static boolean isFieldTold(Class<?> type, String name) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getName().equals(name) && isTold(field)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Values of the platform hold nothing; its interfaces and containers may. */
  private static boolean mayHold(Class<?> type) {
    boolean value =
        type.isPrimitive()
            || type.isEnum()
            || (type.getName().startsWith("java.")
                && type != Optional.class
                && Modifier.isFinal(type.getModifiers()));
    return !value && !Number.class.isAssignableFrom(type);
  }
}
