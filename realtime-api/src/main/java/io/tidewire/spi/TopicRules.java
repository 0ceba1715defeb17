package io.tidewire.spi;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.TopicTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides by rules in plain Java. What no rule allows is refused.
 *
 * <ul>
 *   <li>A rule for a template, {@code orders/{region}}, is asked about topics only. It never sees a
 *       wildcard.
 *   <li>A rule for a pattern, {@code orders/*}, is asked about that very pattern, and about the
 *       topics that it matches. It grants no other pattern.
 * </ul>
 *
 * <p>If several rules fit, one that allows is enough.
 */
public final class TopicRules implements TopicAccess {

  private final List<Rule> rules;

  private TopicRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** {@return a builder for a list of rules, for use by one thread} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    boolean asked = false;
    for (Rule rule : rules) {
      Optional<Map<String, String>> variables = rule.applies(pattern);
      if (variables.isPresent()) {
        asked = true;
        if (rule.check.allows(subscriber, variables.get())) {
          return AccessDecision.granted();
        }
      }
    }
    return AccessDecision.refused(
        asked
            ? ("the rules for '%s' refuse %s, who has the roles %s and the attributes %s;"
                    + " if that is wrong, change the rule, or what the authenticator finds")
                .formatted(
                    pattern,
                    subscriber.user().orElse("anonymous"),
                    subscriber.roles(),
                    subscriber.attributes().keySet())
            : ("no rule allows to subscribe to '%s'; if one should, write it: an"
                    + " @AllowSubscribe method, or a rule of TopicRules")
                .formatted(pattern));
  }

  /** Decides on one request that fits the rule's template or pattern. */
  @FunctionalInterface
  public interface Check {

    /**
     * Decides.
     *
     * @param subscriber who asks
     * @param variables the decoded variables of the template; empty for a pattern
     * @return whether the subscription is allowed
     */
    boolean allows(Subscriber subscriber, Map<String, String> variables);
  }

  private record Rule(String text, Check check) {

    Rule {
      Objects.requireNonNull(check, "check");
      if (text.indexOf('*') < 0) {
        TopicTemplate.of(text);
      } else {
        TopicPattern.of(text);
      }
    }

    Optional<Map<String, String>> applies(TopicPattern asked) {
      if (text.indexOf('*') < 0) {
        return asked.topic().flatMap(TopicTemplate.of(text)::match);
      }
      boolean covered =
          asked.text().equals(text)
              || asked.topic().filter(TopicPattern.of(text)::matches).isPresent();
      return covered ? Optional.of(Map.of()) : Optional.empty();
    }
  }

  /** Collects rules; not for use by several threads. */
  public static final class Builder {

    private final List<Rule> rules = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a rule.
     *
     * @param templateOrPattern a template such as {@code orders/{region}}, or a pattern such as
     *     {@code orders/*}
     * @param check decides; called on a request thread, never on a delivery loop
     * @return this builder
     * @throws IllegalArgumentException if the text is neither
     */
    public Builder allowSubscribe(String templateOrPattern, Check check) {
      rules.add(new Rule(templateOrPattern, check));
      return this;
    }

    /** {@return rules that later calls on this builder do not change} */
    public TopicRules build() {
      return new TopicRules(rules);
    }
  }
}
