package io.tidewire.servlet;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import java.util.List;

/**
 * Lets everybody subscribe to the topics and patterns of {@code realtime.public-topics}, and asks
 * the application about all others. Each entry allows exactly what a rule for its text allows.
 */
final class PublicTopics implements TopicAccess {

  private final TopicAccess open;
  private final TopicAccess application;

  private PublicTopics(TopicAccess open, TopicAccess application) {
    this.open = open;
    this.application = application;
  }

  /** {@return the application's rules, with the public topics added} */
  static TopicAccess beside(TopicAccess application, List<String> publicTopics) {
    if (publicTopics.isEmpty()) {
      return application;
    }
    TopicRules.Builder rules = TopicRules.builder();
    for (String entry : publicTopics) {
      rules.allowSubscribe(entry, (subscriber, variables) -> true);
    }
    return new PublicTopics(rules.build(), application);
  }

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    AccessDecision decision = open.maySubscribe(subscriber, pattern);
    return decision.isGranted() ? decision : application.maySubscribe(subscriber, pattern);
  }

  /** Asks the application: what everybody may read nobody may write for that. */
  @Override
  public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
    return application.mayPublish(subscriber, request);
  }
}
