package io.tidewire.cdi;

import io.tidewire.TopicTemplate;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;

/**
 * Binds parameters of a method to the variables of a template.
 *
 * @param text the template, or a pattern, which has no variables
 * @param names the names of its variables, in their order
 */
record Variables(String text, List<String> names) {

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static Variables of(String templateOrPattern) {
    return new Variables(
        templateOrPattern,
        templateOrPattern.indexOf('*') < 0
            ? TopicTemplate.of(templateOrPattern).variables()
            : List.of());
  }

  /** {@return whether the parameters tell which variable each of them takes} */
  static boolean areNamed(List<Parameter> parameters) {
    return parameters.stream().allMatch(Parameter::isNamePresent);
  }

  /**
   * Returns the variable that each parameter takes: by name, or in order if the class was compiled
   * without names.
   *
   * @throws IllegalArgumentException if a name is not one of a variable
   */
  List<String> bind(List<Parameter> parameters) {
    if (!areNamed(parameters)) {
      return names.subList(0, parameters.size());
    }
    List<String> bound = parameters.stream().map(Parameter::getName).toList();
    List<String> unknown = bound.stream().filter(name -> !names.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the parameters %s are not variables of '%s'".formatted(unknown, text));
    }
    return bound;
  }

  /**
   * Checks that a method can be called through a reference to its bean.
   *
   * @param what what the method is, for the message
   * @throws IllegalArgumentException if it cannot
   */
  static void checkCallable(String what, Method method) {
    if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
      throw new IllegalArgumentException(what + " must be neither private nor static");
    }
  }

  /** {@return the method's class, name and parameter types, for messages} */
  static String describe(Method method) {
    List<String> types =
        Arrays.stream(method.getParameterTypes()).map(type -> type.getSimpleName()).toList();
    return "%s.%s(%s)"
        .formatted(
            method.getDeclaringClass().getName(), method.getName(), String.join(", ", types));
  }
}
