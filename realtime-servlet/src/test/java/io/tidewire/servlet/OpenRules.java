package io.tidewire.servlet;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;

/** Lets everybody see everything. Public for the service loader. */
public final class OpenRules implements TopicAccess {

  /** Called by the service loader. */
  public OpenRules() {}

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return AccessDecision.granted();
  }
}
