package io.tidewire.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.PublishedEvent;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rule is about which request; docs/access.md has the same table. */
class TopicRulesTest {

  private static final Subscriber ANN = Subscriber.named("ann");

  private static boolean isAbout(String rule, String asked) {
    return TopicRules.builder()
        .allowSubscribe(rule, (subscriber, variables) -> true)
        .build()
        .maySubscribe(ANN, TopicPattern.of(asked))
        .isGranted();
  }

  @ParameterizedTest
  @CsvSource({
    "orders/{region}, orders/eu, true",
    "orders/{region}, orders/a~2Fb, true",
    "orders/{region}, orders, false",
    "orders/{region}, orders/eu/rome, false",
    "orders/{region}, Orders/eu, false",
    "orders/{region}, orders/*, false",
    "orders/{region}, orders/**, false",
    "orders/{region}, */eu, false",
    "orders/{region}, **, false",
    "orders/eu, orders/eu, true",
    "orders/eu, orders/us, false",
    "orders/eu, orders/*, false",
    "orders/*, orders/*, true",
    "orders/*, orders/eu, true",
    "orders/*, orders/eu/rome, false",
    "orders/*, orders, false",
    "orders/*, orders/**, false",
    "orders/*, */eu, false",
    "orders/*, *, false",
    "orders/**, orders/**, true",
    "orders/**, orders/eu, true",
    "orders/**, orders/eu/rome, true",
    "orders/**, orders, false",
    "orders/**, orders/*, false",
    "*/eu, */eu, true",
    "*/eu, orders/eu, true",
    "*/eu, $user/eu, false",
    "*, *, true",
    "*, host, true",
    "*, $host, false",
    "*, **, false",
    "**, **, true",
    "**, orders/eu, true",
    "**, $user/ann, false",
    "**, $user/*, false",
    "**, *, false",
    "{room}/talk, lobby/talk, true",
    "{room}/talk, $user/talk, false",
    "$user/{name}, $user/ann, true",
    "$user/{name}, $user/*, false",
    "$user/*, $user/*, true",
    "$user/*, $user/ann, true",
  })
  void aRuleIsAbout(String rule, String asked, boolean granted) {
    assertThat(isAbout(rule, asked)).isEqualTo(granted);
  }

  @Test
  void withoutARuleEverythingIsRefusedByName() {
    assertThat(
            TopicRules.builder().build().maySubscribe(ANN, TopicPattern.of("orders/eu")).reason())
        .get()
        .asString()
        .contains("no rule allows to subscribe to 'orders/eu'")
        .contains("@AllowSubscribe");
  }

  @Test
  void oneOfSeveralRulesThatAllowsIsEnough() {
    TopicRules rules =
        TopicRules.builder()
            .allowSubscribe("orders/{region}", (who, values) -> false)
            .allowSubscribe(
                "orders/{area}",
                (who, values) -> who.user().equals(ANN.user()) && "eu".equals(values.get("area")))
            .build();
    assertThat(rules.maySubscribe(ANN, TopicPattern.of("orders/eu")).isGranted()).isTrue();
    assertThat(rules.maySubscribe(ANN, TopicPattern.of("orders/us")).reason())
        .get()
        .asString()
        .contains("the rules for 'orders/us' refuse ann");
    assertThat(rules.maySubscribe(Subscriber.anonymous(), TopicPattern.of("orders/eu")).isGranted())
        .isFalse();
  }

  private static PublishRequest publish(String topic, String type) {
    return new PublishRequest(Topic.of(topic), type, null, false, false);
  }

  @ParameterizedTest
  @CsvSource({
    "rooms/{room}, rooms/a, true",
    "rooms/{room}, rooms/a/b, false",
    "rooms/*, rooms/a, true",
    "rooms/*, rooms/a/b, false",
    "rooms/**, rooms/a/b, true",
    "**, rooms/a, true",
    "**, $user/ann, false",
    "$user/{name}, $user/ann, true",
  })
  void aRuleOnPublishingIsAbout(String rule, String topic, boolean granted) {
    TopicRules rules =
        TopicRules.builder().allowPublish(rule, (who, values, request) -> true).build();
    assertThat(rules.mayPublish(ANN, publish(topic, "line")).isGranted()).isEqualTo(granted);
    assertThat(rules.maySubscribe(ANN, TopicPattern.of(topic)).isGranted()).isFalse();
  }

  @Test
  void aRuleOnPublishingSeesWhatIsToBePublished() {
    TopicRules rules =
        TopicRules.builder()
            .allowSubscribe("rooms/{room}", (who, values) -> true)
            .allowPublish(
                "rooms/{room}",
                (who, values, request) ->
                    "a~b".equals(values.get("room")) && "line".equals(request.type()))
            .build();
    assertThat(rules.mayPublish(ANN, publish("rooms/a~7Eb", "line")).isGranted()).isTrue();
    assertThat(rules.mayPublish(ANN, publish("rooms/a~7Eb", "shout")).reason())
        .get()
        .asString()
        .contains("the rules for publishing to 'rooms/a~7Eb' refuse ann");
    assertThat(rules.mayPublish(ANN, publish("news", "line")).reason())
        .get()
        .asString()
        .contains("no rule allows to publish to 'news'", "@AllowPublish", "allowPublish");
  }

  @Test
  void rulesOnSubscribingAloneLetNobodyPublish() {
    TopicAccess all = (who, pattern) -> AccessDecision.granted();
    assertThat(all.mayPublish(ANN, publish("rooms/a", "line")).reason())
        .get()
        .asString()
        .contains("no rule allows to publish to 'rooms/a'", "@AllowPublish", "mayPublish");
  }

  @Test
  void requestsToPublishAreCompared() {
    PublishRequest line = publish("rooms/a", "line");
    assertThat(line)
        .isEqualTo(publish("rooms/a", "line"))
        .hasSameHashCodeAs(publish("rooms/a", "line"))
        .isNotEqualTo(publish("rooms/b", "line"))
        .isNotEqualTo(publish("rooms/a", "shout"))
        .isNotEqualTo(new PublishRequest(line.topic(), "line", "k", false, false))
        .isNotEqualTo(new PublishRequest(line.topic(), "line", null, true, false))
        .isNotEqualTo(new PublishRequest(line.topic(), "line", null, false, true));
  }

  @Test
  void keysOfAppendsAreBounded() {
    PublishedEvent.Content content =
        PublishedEvent.Content.of(
            Message.to(Topic.of("a"), "t", 1).build(), Payload.json("1"), Instant.EPOCH);
    assertThat(new EventLog.Entry(content, "k".repeat(160)).idempotencyKey()).hasSize(160);
    assertThatThrownBy(() -> new EventLog.Entry(content, "k".repeat(161)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("idempotency key: 161 characters, at most 160 are allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$control",
        "$nodes/{node}",
        "$answers/*",
        "$connection/1",
        "$host",
        "$users/{name}",
        "$user"
      })
  void noRuleOpensTheSystemsOwnTopics(String rule) {
    assertThatThrownBy(() -> TopicRules.builder().allowSubscribe(rule, (who, values) -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + rule + "'")
        .hasMessageContaining("$presence");
    assertThatThrownBy(
            () -> TopicRules.builder().allowPublish(rule, (who, values, request) -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$user/{name}", "$user/*", "$presence/rooms/{room}", "$count/**"})
  void rulesMayBeAboutPeople(String rule) {
    TopicRules.builder().allowSubscribe(rule, (who, values) -> true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "orders//eu", "orders/{", "a/{x}/{x}", "a/**/b", "a/x*", "a/{}"})
  void aMalformedRuleIsRefusedAtOnce(String rule) {
    assertThatThrownBy(() -> TopicRules.builder().allowSubscribe(rule, (who, values) -> true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TopicRules.builder().allowPublish(rule, (who, values, what) -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
