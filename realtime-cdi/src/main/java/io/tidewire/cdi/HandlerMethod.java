package io.tidewire.cdi;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.inbound.Addresses;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Describes a method that handles messages: what it handles, and which argument each parameter
 * takes.
 *
 * @param method the method
 * @param received what it handles
 * @param payload what the payload is bound to
 * @param arguments gives the argument of each parameter
 */
record HandlerMethod(
    Method method, Received received, Type payload, List<Function<Incoming<?>, Object>> arguments) {

  /**
   * Reads a signature.
   *
   * @param bean whose method it is
   * @return the method; empty if it is no handler
   * @throws IllegalArgumentException if it is one that cannot be called
   */
  static Optional<HandlerMethod> of(AnnotatedMethod<?> annotated, Bean<?> bean) {
    List<? extends AnnotatedParameter<?>> marked =
        annotated.getParameters().stream().filter(HandlerMethod::isMarked).toList();
    return marked.isEmpty() ? Optional.empty() : Optional.of(read(annotated, marked, bean));
  }

  static boolean isMarked(AnnotatedParameter<?> parameter) {
    return parameter.isAnnotationPresent(Received.class);
  }

  private static HandlerMethod read(
      AnnotatedMethod<?> annotated, List<? extends AnnotatedParameter<?>> marked, Bean<?> bean) {
    Method method = annotated.getJavaMember();
    AnnotatedParameter<?> message = marked.get(0);
    Received received = message.getAnnotation(Received.class);
    Addresses.check(received.value(), received.type());
    checkObserved(message.getJavaParameter());
    Variables.checkCallable("a handler", method);
    Variables variables = Variables.of(received.value());
    if (marked.size() > 1 || method.getReturnType() != void.class) {
      throw signature(variables);
    }
    return new HandlerMethod(
        method,
        received,
        payload(message.getBaseType(), BeanCall.typeOf(bean, method), variables),
        arguments(method, message.getPosition(), variables));
  }

  /** Asks the class itself: the container has been told that this is no observer. */
  private static void checkObserved(Parameter message) {
    if (message.isAnnotationPresent(ObservesAsync.class)) {
      throw new IllegalArgumentException(
          "a handler is not asynchronous, since the messages of a client are handled in order; use"
              + " @Observes, and block, or hand over yourself");
    }
    Observes observes = message.getAnnotation(Observes.class);
    if (observes == null) {
      throw new IllegalArgumentException("@Received is an addition to @Observes");
    }
    if (observes.during() != TransactionPhase.IN_PROGRESS) {
      throw new IllegalArgumentException(
          "a handler has no transaction around it to wait for: leave out 'during'");
    }
    if (observes.notifyObserver() != Reception.ALWAYS) {
      throw new IllegalArgumentException(
          "a message always needs a handler: leave out 'notifyObserver'");
    }
  }

  private static Type payload(Type declared, Optional<Type> owner, Variables variables) {
    if (declared == Incoming.class) {
      return Payload.class;
    }
    if (!(declared instanceof ParameterizedType generic)
        || generic.getRawType() != Incoming.class) {
      throw signature(variables);
    }
    Type payload = resolved(generic.getActualTypeArguments()[0], owner);
    if (payload instanceof WildcardType || hasVariables(payload)) {
      throw new IllegalArgumentException(
          "the payload cannot be bound to '%s': name a class, as in Incoming<ChatLine>, or take"
                  .formatted(payload.getTypeName())
              + " Incoming<Payload>");
    }
    return payload;
  }

  /** Looks a variable of an inherited method's class up in what the bean says it stands for. */
  private static Type resolved(Type payload, Optional<Type> owner) {
    if (payload instanceof TypeVariable<?> variable
        && owner.orElse(null) instanceof ParameterizedType known) {
      int place = List.of(variable.getGenericDeclaration().getTypeParameters()).indexOf(variable);
      return known.getActualTypeArguments()[place];
    }
    return payload;
  }

  private static boolean hasVariables(Type type) {
    if (type instanceof ParameterizedType generic) {
      return Arrays.stream(generic.getActualTypeArguments()).anyMatch(HandlerMethod::hasVariables);
    }
    return type instanceof GenericArrayType array
        ? hasVariables(array.getGenericComponentType())
        : type instanceof TypeVariable;
  }

  private static List<Function<Incoming<?>, Object>> arguments(
      Method method, int message, Variables variables) {
    List<Parameter> parameters = List.of(method.getParameters());
    Iterator<String> names =
        bind(parameters.stream().filter(HandlerMethod::isString).toList(), variables).iterator();
    List<Function<Incoming<?>, Object>> arguments = new ArrayList<>();
    boolean takesSubscriber = false;
    for (Parameter parameter : parameters) {
      if (arguments.size() == message) {
        arguments.add(incoming -> incoming);
      } else if (isString(parameter)) {
        String name = names.next();
        arguments.add(incoming -> incoming.value(name));
      } else if (parameter.getType() == Subscriber.class && !takesSubscriber) {
        takesSubscriber = true;
        arguments.add(Incoming::subscriber);
      } else {
        throw signature(variables);
      }
    }
    return List.copyOf(arguments);
  }

  private static boolean isString(Parameter parameter) {
    return parameter.getType() == String.class;
  }

  private static List<String> bind(List<Parameter> strings, Variables variables) {
    boolean fits =
        Variables.areNamed(strings)
            ? strings.size() <= variables.names().size()
            : strings.size() == variables.names().size();
    if (!fits) {
      throw signature(variables);
    }
    return variables.bind(strings);
  }

  private static IllegalArgumentException signature(Variables variables) {
    return new IllegalArgumentException(
        "a handler of '%s' returns nothing, and takes one @Observes @Received Incoming and, in any"
                .formatted(variables.text())
            + " order, an optional Subscriber"
            + (variables.names().isEmpty()
                ? ""
                : " and a String for each of %s (for some of them if it was compiled with"
                        .formatted(variables.names())
                    + " -parameters)")
            + "; inject other things into the bean");
  }

  Object[] arguments(Incoming<?> message) {
    return arguments.stream().map(argument -> argument.apply(message)).toArray();
  }
}
