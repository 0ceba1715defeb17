package io.tidewire.servlet;

import io.tidewire.Payload;
import jakarta.json.bind.Jsonb;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what JSON-B sees of a class by default: public getters, public fields, and the components
 * of a record.
 *
 * @param type the class
 * @param knowsRecords whether the components of a record are seen
 */
record PropertySurvey(Class<?> type, boolean knowsRecords) {

  /** Where the types of the JDK and of this platform's interfaces are. */
  private static final List<String> PLATFORM =
      List.of("java.", "javax.", Jsonb.class.getName().replaceFirst("[.].*", "."));

  /** Types of the platform and types that are values by themselves are JSON-B's own affair. */
  static boolean isJudged(Class<?> type) {
    boolean isObject =
        !type.isArray()
            && !type.isPrimitive()
            && !type.isEnum()
            && !Modifier.isAbstract(type.getModifiers());
    return isObject
        && type != Payload.class
        && !Collection.class.isAssignableFrom(type)
        && !Map.class.isAssignableFrom(type)
        && PLATFORM.stream().noneMatch(type.getName()::startsWith);
  }

  /** {@return why an object with state would be written without any, or empty if it is written} */
  Optional<String> fault() {
    if (propertyTypes().findAny().isPresent() || !hasState()) {
      return Optional.empty();
    }
    return Optional.of(
        type.isRecord()
            ? "JSON-B would write {}, since this implementation does not know records: give it"
                + " public getters, use Yasson 2 or later, or supply a PayloadCodec"
            : "JSON-B would write {}, since it has neither a public getter nor a public field: make"
                + " it a record, add getters, annotate it with @JsonbVisibility, or supply a"
                + " PayloadCodec");
  }

  private boolean hasState() {
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      if (Arrays.stream(c.getDeclaredFields()).anyMatch(PropertySurvey::isState)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isState(Field field) {
    return !field.isSynthetic()
        && !Modifier.isStatic(field.getModifiers())
        && !Modifier.isTransient(field.getModifiers());
  }

  private Stream<Type> propertyTypes() {
    Stream<Type> getters =
        Arrays.stream(type.getMethods())
            .filter(PropertySurvey::isGetter)
            .map(Method::getGenericReturnType);
    Stream<Type> fields =
        Arrays.stream(type.getFields()).filter(PropertySurvey::isState).map(Field::getGenericType);
    Stream<Type> components =
        type.isRecord() && knowsRecords
            ? Arrays.stream(type.getRecordComponents()).map(component -> component.getGenericType())
            : Stream.empty();
    return Stream.of(getters, fields, components).flatMap(types -> types);
  }

  /** {@return the methods that read a property: public getters, and the accessors of a record} */
  static List<Method> getters(Class<?> type) {
    if (type.isRecord()) {
      return Arrays.stream(type.getRecordComponents()).map(c -> c.getAccessor()).toList();
    }
    return Arrays.stream(type.getMethods()).filter(PropertySurvey::isGetter).toList();
  }

  /** {@return the property that a method reads} */
  static String propertyName(Method getter) {
    if (getter.getDeclaringClass().isRecord() || !isGetter(getter)) {
      return getter.getName();
    }
    String name = getter.getName().substring(getter.getName().startsWith("is") ? 2 : 3);
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static boolean isGetter(Method method) {
    String name = method.getName();
    boolean named =
        (name.startsWith("get") && name.length() > 3)
            || (name.startsWith("is") && name.length() > 2);
    return named
        && method.getParameterCount() == 0
        && method.getReturnType() != void.class
        && method.getDeclaringClass() != Object.class
        && !Modifier.isStatic(method.getModifiers());
  }

  /**
   * Returns the classes of the properties, and of their properties, and so on.
   *
   * @param seen the classes that are known; the others are added
   */
  List<Class<?>> nested(Set<Class<?>> seen) {
    List<Class<?>> found = new ArrayList<>();
    Set<Class<?>> own = new LinkedHashSet<>();
    propertyTypes().forEach(property -> addClasses(property, own));
    for (Class<?> next : own) {
      if (isJudged(next) && seen.add(next)) {
        found.add(next);
        found.addAll(new PropertySurvey(next, knowsRecords).nested(seen));
      }
    }
    return found;
  }

  private static void addClasses(Type declared, Set<Class<?>> classes) {
    if (declared instanceof Class<?> c) {
      if (c.isArray()) {
        addClasses(c.getComponentType(), classes);
      } else {
        classes.add(c);
      }
    } else if (declared instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments())
          .forEach(argument -> addClasses(argument, classes));
      addClasses(generic.getRawType(), classes);
    } else if (declared instanceof GenericArrayType array) {
      addClasses(array.getGenericComponentType(), classes);
    }
  }
}
