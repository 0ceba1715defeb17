package io.tidewire.spi;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;

/**
 * Decides who may subscribe to what, and who may publish what. Asked at every subscribe, reconnects
 * included, before anything is replayed; and at every publish of a client. What the application's
 * own code publishes needs no rule.
 *
 * <p>Called by several threads at once: by the container's thread of the request, and for requests
 * over a WebSocket by a thread for application code. It may block; over a WebSocket it is
 * interrupted when it has not decided on all topics of a request after {@code
 * realtime.application.timeout}. An exception refuses the request and is logged; an {@link
 * UnavailableException} or an {@link Error} tells the client to come back.
 */
@FunctionalInterface
public interface TopicAccess {

  /**
   * Decides on a subscription.
   *
   * @param subscriber who asks
   * @param pattern the topic or pattern, as it was asked for
   * @return the decision
   */
  AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern);

  /**
   * Decides on an event that a client wants to publish. By default refuses it.
   *
   * @param subscriber who asks
   * @param request what is to be published
   * @return the decision
   */
  default AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
    return AccessDecision.refused(
        ("no rule allows to publish to '%s'; if one should, write it: an @AllowPublish method,"
                + " allowPublish of TopicRules, or mayPublish of TopicAccess")
            .formatted(request.topic()));
  }
}
