package io.tidewire.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
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

  @ParameterizedTest
  @ValueSource(strings = {"", "orders//eu", "orders/{", "a/{x}/{x}", "a/**/b", "a/x*", "a/{}"})
  void aMalformedRuleIsRefusedAtOnce(String rule) {
    assertThatThrownBy(() -> TopicRules.builder().allowSubscribe(rule, (who, values) -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
