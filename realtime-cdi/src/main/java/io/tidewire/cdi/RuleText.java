package io.tidewire.cdi;

import io.tidewire.spi.TopicRules;
import jakarta.enterprise.inject.spi.Annotated;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Holds what the annotation of a rule says.
 *
 * @param asks what is asked
 * @param value the template or pattern
 * @param roles of which one is needed; none if roles do not matter
 */
record RuleText(Asks asks, String value, Set<String> roles) {

  /** Says what a rule is about. */
  enum Asks {
    SUBSCRIBE,
    PUBLISH
  }

  /** {@return all rules that a method or a class is annotated with} */
  static List<RuleText> of(Annotated place) {
    List<RuleText> rules = new ArrayList<>();
    for (AllowSubscribe rule : place.getAnnotations(AllowSubscribe.class)) {
      rules.add(new RuleText(Asks.SUBSCRIBE, rule.value(), Set.of(rule.roles())));
    }
    for (AllowPublish rule : place.getAnnotations(AllowPublish.class)) {
      rules.add(new RuleText(Asks.PUBLISH, rule.value(), Set.of(rule.roles())));
    }
    return rules;
  }

  /**
   * Checks that the rule is about a template or a pattern.
   *
   * @throws IllegalArgumentException if it is not
   */
  void check() {
    TopicRules.builder().allowSubscribe(value, (subscriber, values) -> false);
  }
}
