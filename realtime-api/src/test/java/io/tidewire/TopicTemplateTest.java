package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTemplateTest {

  @Test
  void variablesGoInEscapedAndComeOutDecoded() {
    TopicTemplate template = TopicTemplate.of("orders/{region}/of/{user}");
    Map<String, String> values = Map.of("region", "eu/west", "user", "$\u00e4 *");
    Topic topic = template.expand(values::get);
    assertThat(topic).hasToString("orders/eu~2Fwest/of/~24~C3~A4~20~2A");
    assertThat(template.match(topic)).contains(values);
    assertThat(template.variables()).containsExactly("region", "user");
    assertThat(template).hasToString("orders/{region}/of/{user}");
  }

  @Test
  void withoutVariablesItIsOneTopic() {
    TopicTemplate template = TopicTemplate.of("host");
    assertThat(template.expand(name -> null)).isEqualTo(Topic.of("host"));
    assertThat(template.match(Topic.of("host"))).contains(Map.of());
    assertThat(template.match(Topic.of("hosts"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "orders/{region}, orders",
    "orders/{region}, orders/eu/west",
    "orders/{region}, order/eu",
    "{any}, $user",
    "{any}/{name}, $user/bob",
    "orders/{region}, $orders/eu",
  })
  void otherTopicsDoNotFit(String template, String topic) {
    assertThat(TopicTemplate.of(template).match(Topic.of(topic))).isEmpty();
  }

  @Test
  void aSystemTopicFitsATemplateThatNamesIt() {
    assertThat(TopicTemplate.of("$user/{name}").match(Topic.of("$user/bob")))
        .contains(Map.of("name", "bob"));
  }

  /** Two topics must never look the same to a rule, nor may a malformed one make it throw. */
  @ParameterizedTest
  @ValueSource(strings = {"~", "~ZZ", "a~1", "~61", "~c3~a4", "~FF", "~C0~AF", "~ED~A0~80"})
  void whatNoPublisherEscapesLikeThatFitsNoTemplate(String segment) {
    assertThat(TopicTemplate.of("orders/{region}").match(Topic.of("orders/" + segment))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "{}, template '{}': '{}' is not a variable",
    "a/{b-c}, template 'a/{b-c}': '{b-c}' is not a variable",
    "{a}/{a}, template '{a}/{a}' names the variable 'a' twice",
    "a/*, template 'a/*': segment '*' is not 1 to 255 of A-Z a-z 0-9 . _ ~ : @ -",
    "a//b, template 'a//b': segment '' is not 1 to 255 of A-Z a-z 0-9 . _ ~ : @ -",
    "a{b}, template 'a{b}': segment 'a{b}' is not 1 to 255 of A-Z a-z 0-9 . _ ~ : @ -",
  })
  void malformedTemplatesAreRefused(String text, String message) {
    assertThatThrownBy(() -> TopicTemplate.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void valuesThatMakeNoTopicAreRefused() {
    TopicTemplate template = TopicTemplate.of("orders/{region}");
    String message = "template 'orders/{region}': the value of 'region' is null or empty";
    assertThatThrownBy(() -> template.expand(name -> null)).hasMessage(message);
    assertThatThrownBy(() -> template.expand(name -> "")).hasMessage(message);
    assertThatThrownBy(() -> template.expand(name -> "x".repeat(256)))
        .hasMessageContaining("makes a segment of 256 bytes, at most 255 are allowed");
    assertThatThrownBy(() -> TopicTemplate.of("{a}/{b}/{c}/{d}/e").expand(name -> "x".repeat(255)))
        .hasMessageContaining("1025 characters, at most 1024 are allowed");
  }
}
