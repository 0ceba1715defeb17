package io.tidewire.benchmarks.targets;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;

/** Lets everybody subscribe and publish to everything. */
public final class EveryTopic implements TopicAccess {

  /** Made by the service loader. */
  public EveryTopic() {}

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return AccessDecision.granted();
  }

  @Override
  public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
    return AccessDecision.granted();
  }
}
