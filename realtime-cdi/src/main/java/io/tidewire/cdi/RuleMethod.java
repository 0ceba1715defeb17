package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.cdi.RuleText.Asks;
import io.tidewire.spi.PublishRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes the signature of a rule: which argument each parameter takes.
 *
 * @param method the method
 * @param takesSubscriber whether the first parameter is the subscriber
 * @param request the place of the parameter for what is to be published, or -1
 * @param variables the variable that each other parameter takes
 */
record RuleMethod(Method method, boolean takesSubscriber, int request, List<String> variables) {

  private static final int NONE = -1;

  /**
   * Reads a signature.
   *
   * @throws IllegalArgumentException if the method cannot be a rule of that text
   */
  static RuleMethod of(Method method, RuleText rule) {
    rule.check();
    checkCallable(method);
    List<Parameter> parameters = new ArrayList<>(Arrays.asList(method.getParameters()));
    int request = rule.asks() == Asks.PUBLISH ? takeRequest(parameters) : NONE;
    boolean takesSubscriber =
        !parameters.isEmpty() && parameters.get(0).getType() == Subscriber.class;
    if (takesSubscriber) {
      parameters.remove(0);
    }
    Variables variables = Variables.of(rule.value());
    checkParameters(parameters, variables, rule.asks());
    return new RuleMethod(method, takesSubscriber, request, variables.bind(parameters));
  }

  private static int takeRequest(List<Parameter> parameters) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).getType() == PublishRequest.class) {
        parameters.remove(i);
        return i;
      }
    }
    return NONE;
  }

  /** {@return whether the roles of the rule alone decide: it returns and takes nothing} */
  static boolean hasNothingToAsk(Method method, RuleText rule) {
    return !rule.roles().isEmpty()
        && method.getReturnType() == void.class
        && method.getParameterCount() == 0;
  }

  private static void checkCallable(Method method) {
    if (method.getReturnType() != boolean.class) {
      throw new IllegalArgumentException(
          "a rule must return boolean, or nothing if it takes nothing and names roles");
    }
    Variables.checkCallable("a rule", method);
  }

  private static void checkParameters(List<Parameter> parameters, Variables variables, Asks asks) {
    boolean strings = parameters.stream().allMatch(p -> p.getType() == String.class);
    if (!strings || parameters.size() != variables.names().size()) {
      throw new IllegalArgumentException(
          "a rule for '%s' takes an optional Subscriber, and then %s%s"
              .formatted(
                  variables.text(),
                  variables.names().isEmpty()
                      ? "nothing"
                      : "a String for each of " + variables.names(),
                  asks == Asks.PUBLISH ? "; and an optional PublishRequest anywhere" : ""));
    }
  }

  Object[] arguments(
      Subscriber subscriber, Map<String, String> values, @Nullable PublishRequest published) {
    List<Object> arguments = new ArrayList<>();
    if (takesSubscriber) {
      arguments.add(subscriber);
    }
    for (String variable : variables) {
      arguments.add(values.get(variable));
    }
    if (request != NONE && published != null) {
      arguments.add(request, published);
    }
    return arguments.toArray();
  }

  @Override
  public String toString() {
    return Variables.describe(method);
  }
}
