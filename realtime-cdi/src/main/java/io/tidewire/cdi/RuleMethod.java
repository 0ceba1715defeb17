package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.TopicTemplate;
import io.tidewire.spi.TopicRules;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Describes the signature of a rule: which argument each parameter takes.
 *
 * @param method the method
 * @param takesSubscriber whether the first parameter is the subscriber
 * @param variables the variable that each further parameter takes
 */
record RuleMethod(Method method, boolean takesSubscriber, List<String> variables) {

  /**
   * Reads a signature.
   *
   * @throws IllegalArgumentException if the method cannot be a rule for that template or pattern
   */
  static RuleMethod of(Method method, String templateOrPattern) {
    checkText(templateOrPattern);
    checkCallable(method);
    List<Parameter> parameters = new ArrayList<>(Arrays.asList(method.getParameters()));
    boolean takesSubscriber =
        !parameters.isEmpty() && parameters.get(0).getType() == Subscriber.class;
    if (takesSubscriber) {
      parameters.remove(0);
    }
    List<String> names =
        templateOrPattern.indexOf('*') < 0
            ? TopicTemplate.of(templateOrPattern).variables()
            : List.of();
    checkParameters(parameters, names, templateOrPattern);
    return new RuleMethod(method, takesSubscriber, bind(parameters, names, templateOrPattern));
  }

  /** Checks that this is a template or a pattern. */
  static void checkText(String templateOrPattern) {
    TopicRules.builder().allowSubscribe(templateOrPattern, (subscriber, values) -> false);
  }

  /** {@return whether the roles of the rule alone decide: it returns and takes nothing} */
  static boolean hasNothingToAsk(Method method, AllowSubscribe rule) {
    return rule.roles().length > 0
        && method.getReturnType() == void.class
        && method.getParameterCount() == 0;
  }

  private static void checkCallable(Method method) {
    if (method.getReturnType() != boolean.class) {
      throw new IllegalArgumentException(
          "a rule must return boolean, or nothing if it takes nothing and names roles");
    }
    if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
      throw new IllegalArgumentException("a rule must be neither private nor static");
    }
  }

  private static void checkParameters(
      List<Parameter> parameters, List<String> names, String templateOrPattern) {
    boolean strings = parameters.stream().allMatch(p -> p.getType() == String.class);
    if (!strings || parameters.size() != names.size()) {
      throw new IllegalArgumentException(
          "a rule for '%s' takes an optional Subscriber, and then %s"
              .formatted(
                  templateOrPattern,
                  names.isEmpty() ? "nothing" : "a String for each of " + names));
    }
  }

  private static List<String> bind(
      List<Parameter> parameters, List<String> names, String templateOrPattern) {
    if (!parameters.stream().allMatch(Parameter::isNamePresent)) {
      return names;
    }
    List<String> bound = parameters.stream().map(Parameter::getName).toList();
    List<String> unknown = bound.stream().filter(name -> !names.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the parameters %s are not variables of '%s'".formatted(unknown, templateOrPattern));
    }
    return bound;
  }

  Object[] arguments(Subscriber subscriber, Map<String, String> values) {
    List<Object> arguments = new ArrayList<>();
    if (takesSubscriber) {
      arguments.add(subscriber);
    }
    for (String variable : variables) {
      arguments.add(values.get(variable));
    }
    return arguments.toArray();
  }

  @Override
  public String toString() {
    return describe(method);
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
