package io.tidewire.cdi;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.inbound.BoundHandler;
import io.tidewire.servlet.Services;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import java.util.List;
import java.util.Optional;

/**
 * Holds what methods of beans are to the hub.
 *
 * @param access the rules as one, or empty if there are none
 * @param handlers the handlers
 */
record BeanMethods(Optional<TopicAccess> access, List<BoundHandler> handlers) {

  /** Adds these to the services: what either's rules allow is allowed. */
  Services addTo(Services services) {
    TopicAccess others = services.parts().access();
    return services.with(
        services.parts().with(access.map(own -> either(own, others)).orElse(others), handlers));
  }

  private static TopicAccess either(TopicAccess first, TopicAccess second) {
    return new TopicAccess() {
      @Override
      public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
        AccessDecision decision = first.maySubscribe(subscriber, pattern);
        return decision.isGranted() ? decision : second.maySubscribe(subscriber, pattern);
      }

      @Override
      public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
        AccessDecision decision = first.mayPublish(subscriber, request);
        return decision.isGranted() ? decision : second.mayPublish(subscriber, request);
      }
    };
  }
}
