package io.tidewire.servlet;

import jakarta.json.bind.annotation.JsonbCreator;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Finds out whether JSON-B can make objects of a class (Jakarta JSON Binding 2.0, sections 3.7 and
 * 4.5).
 *
 * @param type the class, neither abstract nor one of the platform
 */
record ConstructorSurvey(Class<?> type) {

  /**
   * {@return why no object can be made, or empty if it can}
   *
   * @param makesRecords whether this implementation makes records; asked only of one
   */
  Optional<String> fault(BooleanSupplier makesRecords) {
    if (hasCreator()) {
      return Optional.empty();
    }
    if (type.isRecord()) {
      return makesRecords.getAsBoolean()
          ? Optional.empty()
          : Optional.of(
              "JSON-B makes no object of it, since this implementation does not know records: use a"
                  + " class with a constructor without parameters and setters, Yasson 3 or later,"
                  + " or a PayloadCodec that is a PayloadReader as well");
    }
    return hasOpenConstructor()
        ? Optional.empty()
        : Optional.of(
            "JSON-B makes no object of it, since it has no public or protected constructor without"
                + " parameters: make it a record, add such a constructor, or annotate one with"
                + " @JsonbCreator");
  }

  private boolean hasCreator() {
    return Stream.<Executable>concat(
            Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .anyMatch(maker -> maker.isAnnotationPresent(JsonbCreator.class));
  }

  private boolean hasOpenConstructor() {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(constructor -> constructor.getParameterCount() == 0)
        .anyMatch(ConstructorSurvey::isOpen);
  }

  private static boolean isOpen(Constructor<?> constructor) {
    return Modifier.isPublic(constructor.getModifiers())
        || Modifier.isProtected(constructor.getModifiers());
  }
}
