package io.tidewire.cdi;

import io.tidewire.Incoming;
import io.tidewire.Subscriber;
import io.tidewire.inbound.BoundHandler;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * Has a method of a bean handle messages of those who have its roles.
 *
 * @param name the method, for messages
 * @param signature what it handles
 * @param roles of which the sender needs one
 * @param call calls the bean
 */
record BeanHandler(String name, HandlerMethod signature, RequiredRoles roles, BeanCall call)
    implements BoundHandler {

  @Override
  public String address() {
    return signature.received().value();
  }

  @Override
  public String type() {
    return signature.received().type();
  }

  @Override
  public Type payload() {
    return signature.payload();
  }

  @Override
  public Optional<String> refusal(Subscriber subscriber) {
    return roles.areHeldBy(subscriber)
        ? Optional.empty()
        : Optional.of(
            "%s is for the roles %s, and %s has the roles %s"
                .formatted(
                    name,
                    roles.names(),
                    subscriber.user().orElse("anonymous"),
                    subscriber.roles()));
  }

  @Override
  public void handleBound(Incoming<?> message) throws Exception {
    Object unused = call.with(signature.arguments(message));
  }
}
