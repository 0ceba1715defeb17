package io.tidewire.it.app;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;

/** Everything below {@code open} is for everybody; the rest is there to be refused. */
public final class Rules implements TopicAccess {

  private final TopicAccess rules =
      TopicRules.builder()
          .allowSubscribe("rooms/{room}", (who, values) -> !"secret".equals(values.get("room")))
          .allowSubscribe("halls/*", (who, values) -> true)
          .build();

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return pattern.text().startsWith("open/")
        ? AccessDecision.granted()
        : rules.maySubscribe(subscriber, pattern);
  }
}
