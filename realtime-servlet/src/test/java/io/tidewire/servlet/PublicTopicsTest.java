package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicTopicsTest {

  private static final TopicAccess RULES =
      TopicRules.builder()
          .allowSubscribe("orders/{region}", (who, values) -> who.isInRole("sales"))
          .allowSubscribe("news/secret/*", (who, values) -> who.isInRole("sales"))
          .build();

  private static final Subscriber SALES = new Subscriber("ann", Set.of("sales"));

  private static boolean allows(Subscriber subscriber, String pattern) {
    return PublicTopics.beside(RULES, List.of("news/**", "host"))
        .maySubscribe(subscriber, TopicPattern.of(pattern))
        .isGranted();
  }

  @Test
  void whatIsPublicToReadIsNotPublicToWrite() {
    TopicAccess rules =
        PublicTopics.beside(
            TopicRules.builder()
                .allowPublish("host", (who, values, what) -> who.isInRole("sales"))
                .build(),
            List.of("news/**", "host"));
    PublishRequest line = new PublishRequest(Topic.of("host"), "line", null, false, false);

    assertThat(rules.mayPublish(SALES, line).isGranted()).isTrue();
    assertThat(rules.mayPublish(Subscriber.anonymous(), line).isGranted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "host, true",
    "news/a, true",
    "news/a/b, true",
    "news/**, true",
    "news/*, false",
    "news/a/*, false",
    "news, false",
    "**, false",
    "*, false",
    "orders/eu, false",
    "$user/ann, false",
  })
  void anEntryAllowsEverybodyWhatARuleForItAllows(String pattern, boolean allowed) {
    assertThat(allows(Subscriber.anonymous(), pattern)).isEqualTo(allowed);
  }

  @Test
  void theRulesStandBesideThem() {
    assertThat(allows(SALES, "orders/eu")).isTrue();
    assertThat(allows(SALES, "news/secret/*")).isTrue();
    assertThat(allows(SALES, "orders/*")).isFalse();
  }

  @Test
  void aRefusalIsThatOfTheRules() {
    TopicPattern pattern = TopicPattern.of("orders/eu");
    assertThat(
            PublicTopics.beside(RULES, List.of("host"))
                .maySubscribe(Subscriber.anonymous(), pattern))
        .isEqualTo(RULES.maySubscribe(Subscriber.anonymous(), pattern));
  }

  @Test
  void withoutEntriesThereAreTheRulesAlone() {
    assertThat(PublicTopics.beside(RULES, List.of())).isSameAs(RULES);
  }
}
