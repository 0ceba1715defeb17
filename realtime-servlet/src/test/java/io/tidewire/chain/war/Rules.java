package io.tidewire.chain.war;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import io.tidewire.spi.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Everyone may watch {@code open/...}, and publish there; {@code own/{user}} is for that user
 * alone.
 */
public final class Rules implements TopicAccess {

  private final TopicAccess rules =
      TopicRules.builder()
          .allowSubscribe("open/{any}", (who, values) -> true)
          .allowSubscribe(
              "own/{user}",
              (who, values) -> who.user().filter(values.get("user")::equals).isPresent())
          .allowPublish("open/{any}", (who, values, request) -> true)
          .allowSubscribe("failing/{how}", (who, values) -> fail(values.get("how")))
          .build();

  /** Throws an error, what is unavailable, or an exception. */
  static boolean fail(@Nullable String how) {
    switch (String.valueOf(how)) {
      case "error" -> throw new NoClassDefFoundError("password=hunter2");
      case "unavailable" -> throw new UnavailableException("password=hunter2");
      case "exception" -> throw new IllegalStateException("password=hunter2");
      default -> {
        return false;
      }
    }
  }

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return rules.maySubscribe(subscriber, pattern);
  }

  @Override
  public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
    return rules.mayPublish(subscriber, request);
  }
}
