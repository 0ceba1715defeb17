package io.tidewire.chain.war;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;

/** Everyone may watch {@code open/...}; {@code own/{user}} is for that user alone. */
public final class Rules implements TopicAccess {

  private final TopicAccess rules =
      TopicRules.builder()
          .allowSubscribe("open/{any}", (who, values) -> true)
          .allowSubscribe(
              "own/{user}",
              (who, values) -> who.user().filter(values.get("user")::equals).isPresent())
          .build();

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return rules.maySubscribe(subscriber, pattern);
  }
}
