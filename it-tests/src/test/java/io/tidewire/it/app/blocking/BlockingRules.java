package io.tidewire.it.app.blocking;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;

/** Everything is for everybody, but for what is below {@code slow} only once its gate is open. */
public final class BlockingRules implements TopicAccess {

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    if (pattern.text().startsWith("slow/")) {
      Gates.pass(pattern.text());
    }
    return AccessDecision.granted();
  }
}
