package io.tidewire.it.app.account;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;

/** Halls are for everybody, rooms for users, and desks for clerks. */
public final class AccountRules implements TopicAccess {

  private final TopicAccess rules =
      TopicRules.builder()
          .allowSubscribe("halls/{hall}", (who, values) -> true)
          .allowSubscribe("rooms/{room}", (who, values) -> who.user().isPresent())
          .allowSubscribe("desks/{desk}", (who, values) -> who.isInRole("clerk"))
          .build();

  /** Called by the product. */
  public AccountRules() {}

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return rules.maySubscribe(subscriber, pattern);
  }
}
