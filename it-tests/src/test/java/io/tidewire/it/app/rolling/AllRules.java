package io.tidewire.it.app.rolling;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;

/** Everybody may read and publish everything. */
public final class AllRules implements TopicAccess {

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return AccessDecision.granted();
  }

  @Override
  public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
    return AccessDecision.granted();
  }
}
