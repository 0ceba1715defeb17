package io.tidewire.it.app;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;

/**
 * Everything below {@code open} is for everybody, and what is below {@code staff} for whom of the
 * staff it names; the rest is there to be refused.
 */
public final class Rules implements TopicAccess {

  private final TopicAccess rules =
      TopicRules.builder()
          .allowSubscribe("rooms/{room}", (who, values) -> !"secret".equals(values.get("room")))
          .allowSubscribe("halls/*", (who, values) -> true)
          .allowSubscribe(
              "staff/{name}",
              (who, values) ->
                  who.isInRole("manager-script")
                      && who.user().filter(name -> name.equals(values.get("name"))).isPresent())
          .build();

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return pattern.text().startsWith("open/")
        ? AccessDecision.granted()
        : rules.maySubscribe(subscriber, pattern);
  }
}
