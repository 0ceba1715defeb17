package io.tidewire.cdi;

import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.BoundHandler;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Collects the methods of a deployment's beans that handle messages.
 *
 * <p>To the container these are no observers: the parameters of an observer beside its event are
 * injection points, and there is no bean that is the value of a variable. So their
 * {@code @Observes} is taken away before the container looks for observers.
 */
final class BeanHandlers {

  private record Found(String name, HandlerMethod signature, Bean<?> bean, RequiredRoles roles) {

    BoundHandler handler(BeanManager manager) {
      BeanCall call = new BeanCall(manager, bean, signature.method());
      return new BeanHandler(name, signature, roles, call);
    }
  }

  /**
   * Names what the payload of a handler is bound to.
   *
   * @param method the handler's method, for messages
   * @param type the type
   */
  record Bound(String method, Type type) {}

  private final Queue<Found> found = new ConcurrentLinkedQueue<>();
  private final CalledBeans called;

  BeanHandlers(CalledBeans called) {
    this.called = called;
  }

  /** Hides the handlers of a class from the container. */
  static void hide(ProcessAnnotatedType<?> processed) {
    processed
        .configureAnnotatedType()
        .filterMethods(method -> method.getParameters().stream().anyMatch(HandlerMethod::isMarked))
        .forEach(
            method ->
                method
                    .filterParams(HandlerMethod::isMarked)
                    .forEach(
                        message ->
                            message.remove(
                                annotation ->
                                    annotation instanceof Observes
                                        || annotation instanceof ObservesAsync)));
  }

  void collect(ProcessManagedBean<?> processed, Faults faults) {
    Bean<?> bean = processed.getBean();
    AnnotatedType<?> type = processed.getAnnotatedBeanClass();
    for (AnnotatedMethod<?> method : type.getMethods()) {
      String name = name(method, bean);
      faults.check(
          name,
          () ->
              HandlerMethod.of(method, bean)
                  .filter(signature -> !isOverridden(signature.method(), type))
                  .ifPresent(signature -> add(name, signature, bean, method, type)));
    }
  }

  /** {@return whether a subclass has a method in its place, which containers list beside it} */
  private static boolean isOverridden(Method method, AnnotatedType<?> type) {
    return type.getMethods().stream()
        .map(AnnotatedMethod::getJavaMember)
        .anyMatch(
            other ->
                other.getDeclaringClass() != method.getDeclaringClass()
                    && method.getDeclaringClass().isAssignableFrom(other.getDeclaringClass())
                    && !Modifier.isPrivate(method.getModifiers())
                    && other.getName().equals(method.getName())
                    && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
  }

  /** {@return the method, with the bean's class if that has inherited it} */
  private static String name(AnnotatedMethod<?> method, Bean<?> bean) {
    String described = Variables.describe(method.getJavaMember());
    return method.getJavaMember().getDeclaringClass() == bean.getBeanClass()
        ? described
        : described + " of " + bean.getBeanClass().getName();
  }

  private void add(
      String name,
      HandlerMethod signature,
      Bean<?> bean,
      AnnotatedMethod<?> method,
      AnnotatedType<?> type) {
    BeanCall.check("the handler", bean, signature.method());
    called.add(bean, name);
    found.add(new Found(name, signature, bean, RequiredRoles.of(Set.of(), method, type)));
  }

  /** Reports handlers of which only one could answer; called when all beans are known. */
  void check(Faults faults) {
    Map<String, Found> byPlace = new HashMap<>();
    for (Found next : found) {
      Received received = next.signature().received();
      Found other = byPlace.putIfAbsent(Addresses.place(received.value(), received.type()), next);
      if (other != null) {
        faults.add(
            next.name(),
            Addresses.collision(other.name(), next.name(), received.value(), received.type()));
      }
    }
  }

  /** {@return what payloads are bound to} */
  List<Bound> bound() {
    return found.stream()
        .map(handler -> new Bound(handler.name(), handler.signature().payload()))
        .toList();
  }

  /** {@return the roles that the handlers' annotations name} */
  Set<String> roles() {
    Set<String> names = new TreeSet<>();
    found.forEach(handler -> names.addAll(handler.roles().names()));
    return names;
  }

  /** {@return the handlers} */
  List<BoundHandler> handlers(BeanManager manager) {
    return found.stream().map(handler -> handler.handler(manager)).toList();
  }
}
