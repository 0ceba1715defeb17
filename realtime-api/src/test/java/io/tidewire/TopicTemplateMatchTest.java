package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.spi.TopicRules;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTemplateMatchTest {

  private static final TopicTemplate TEMPLATE = TopicTemplate.of("orders/{region}");

  @ParameterizedTest
  @ValueSource(strings = {"eu", "a b", "a/b", "~", "~41", "ü", "\uD83D\uDE00"})
  void whatWasExpandedIsReadBack(String value) {
    assertThat(TEMPLATE.match(TEMPLATE.expand(name -> value))).contains(Map.of("region", value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"orders/~", "orders/~4", "orders/~zz", "orders/~65u", "orders/~2f", "orders/~FF"})
  void whatNoValueExpandsToDoesNotFit(String topic) {
    assertThat(TEMPLATE.match(Topic.of(topic))).isEmpty();
  }

  @Test
  void aRuleRefusesWhatNoValueExpandsToInsteadOfFailing() {
    TopicRules rules =
        TopicRules.builder().allowSubscribe("orders/{region}", (who, values) -> true).build();
    assertThat(rules.maySubscribe(Subscriber.anonymous(), TopicPattern.of("orders/~")).isGranted())
        .isFalse();
  }
}
