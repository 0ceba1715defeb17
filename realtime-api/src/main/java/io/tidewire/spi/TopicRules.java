package io.tidewire.spi;

import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.TopicTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;

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

  private final List<Rule<Check>> subscribing;
  private final List<Rule<PublishCheck>> publishing;

  private TopicRules(Builder rules) {
    this.subscribing = List.copyOf(rules.subscribing);
    this.publishing = List.copyOf(rules.publishing);
  }

  /** {@return a builder for a list of rules, for use by one thread} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public AccessDecision maySubscribe(Subscriber subscriber, TopicPattern pattern) {
    return switch (ask(
        subscribing,
        about -> about.variables(pattern),
        (check, variables) -> check.allows(subscriber, variables))) {
      case ALLOWED -> AccessDecision.granted();
      case REFUSED -> refused("'" + pattern + "'", subscriber);
      case NOT_ASKED ->
          AccessDecision.refused(
              ("no rule allows to subscribe to '%s'; if one should, write it: an"
                      + " @AllowSubscribe method, or a rule of TopicRules")
                  .formatted(pattern));
    };
  }

  @Override
  public AccessDecision mayPublish(Subscriber subscriber, PublishRequest request) {
    return switch (ask(
        publishing,
        about -> about.variables(request.topic()),
        (check, variables) -> check.allows(subscriber, variables, request))) {
      case ALLOWED -> AccessDecision.granted();
      case REFUSED -> refused("publishing to '" + request.topic() + "'", subscriber);
      case NOT_ASKED ->
          AccessDecision.refused(
              ("no rule allows to publish to '%s'; if one should, write it: an"
                      + " @AllowPublish method, or allowPublish of TopicRules")
                  .formatted(request.topic()));
    };
  }

  private enum Verdict {
    ALLOWED,
    REFUSED,
    NOT_ASKED
  }

  private static <C> Verdict ask(
      List<Rule<C>> rules,
      Function<About, Optional<Map<String, String>>> read,
      BiPredicate<C, Map<String, String>> allows) {
    Verdict verdict = Verdict.NOT_ASKED;
    for (Rule<C> rule : rules) {
      Optional<Map<String, String>> variables = read.apply(rule.about);
      if (variables.isPresent()) {
        verdict = Verdict.REFUSED;
        if (allows.test(rule.check, variables.get())) {
          return Verdict.ALLOWED;
        }
      }
    }
    return verdict;
  }

  private static AccessDecision refused(String what, Subscriber subscriber) {
    return AccessDecision.refused(
        ("the rules for %s refuse %s, who has the roles %s and the attributes %s;"
                + " if that is wrong, change the rule, or what the authenticator finds")
            .formatted(
                what,
                subscriber.user().orElse("anonymous"),
                subscriber.roles(),
                subscriber.attributes().keySet()));
  }

  /** Decides on one request to subscribe that fits the rule's template or pattern. */
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

  /** Decides on one event to be published to a topic that fits the rule's template or pattern. */
  @FunctionalInterface
  public interface PublishCheck {

    /**
     * Decides.
     *
     * @param subscriber who asks
     * @param variables the decoded variables of the template; empty for a pattern
     * @param request what is to be published
     * @return whether it may be published
     */
    boolean allows(Subscriber subscriber, Map<String, String> variables, PublishRequest request);
  }

  private record Rule<C>(About about, C check) {

    Rule {
      Objects.requireNonNull(check, "check");
    }
  }

  /** Says what a rule is about. */
  private interface About {
    Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

    static About of(String text) {
      About about =
          text.indexOf('*') < 0
              ? TopicTemplate.of(text)::match
              : new Covered(TopicPattern.of(text));
      if (TopicPattern.of(VARIABLE.matcher(text).replaceAll("x")).isClosed()) {
        throw new IllegalArgumentException(
            "no rule may be about '"
                + text
                + "': of the topics that begin with '$', only those below $user, $presence and $count"
                + " are for clients");
      }
      return about;
    }

    /** {@return the variables of a topic, or empty if the rule is not about it} */
    Optional<Map<String, String>> variables(Topic topic);

    /** {@return the variables of what is asked for, or empty if the rule is not about it} */
    default Optional<Map<String, String>> variables(TopicPattern asked) {
      return asked.topic().flatMap(this::variables);
    }
  }

  private record Covered(TopicPattern pattern) implements About {

    @Override
    public Optional<Map<String, String>> variables(Topic topic) {
      return pattern.matches(topic) ? Optional.of(Map.of()) : Optional.empty();
    }

    @Override
    public Optional<Map<String, String>> variables(TopicPattern asked) {
      return asked.equals(pattern) ? Optional.of(Map.of()) : About.super.variables(asked);
    }
  }

  /** Collects rules; not for use by several threads. */
  public static final class Builder {

    private final List<Rule<Check>> subscribing = new ArrayList<>();
    private final List<Rule<PublishCheck>> publishing = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a rule on who may subscribe.
     *
     * @param templateOrPattern a template such as {@code orders/{region}}, or a pattern such as
     *     {@code orders/*}
     * @param check decides; called where {@link TopicAccess} says, never on a delivery loop
     * @return this builder
     * @throws IllegalArgumentException if the text is neither, or no rule may be about it ({@link
     *     TopicPattern#isClosed()})
     */
    public Builder allowSubscribe(String templateOrPattern, Check check) {
      subscribing.add(new Rule<>(About.of(templateOrPattern), check));
      return this;
    }

    /**
     * Adds a rule on which clients may publish. A rule for a pattern is asked about the topics that
     * it matches.
     *
     * @param templateOrPattern a template such as {@code rooms/{room}}, or a pattern such as {@code
     *     rooms/*}
     * @param check decides; called where {@link TopicAccess} says, never on a delivery loop
     * @return this builder
     * @throws IllegalArgumentException if the text is neither, or no rule may be about it ({@link
     *     TopicPattern#isClosed()})
     */
    public Builder allowPublish(String templateOrPattern, PublishCheck check) {
      publishing.add(new Rule<>(About.of(templateOrPattern), check));
      return this;
    }

    /** {@return rules that later calls on this builder do not change} */
    public TopicRules build() {
      return new TopicRules(this);
    }
  }
}
