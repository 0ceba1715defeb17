package io.tidewire.spi;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;

/**
 * Decides who may subscribe to what. Asked at every subscribe, reconnects included, before anything
 * is replayed.
 *
 * <p>Called on a thread that may block, by several at once; never on a delivery loop. An exception
 * refuses the request and is logged; an {@link UnavailableException} or an {@link Error} tells the
 * client to come back.
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
}
