package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics, patterns and templates: what is well formed, what matches, what is refused and how. */
class TopicTest {

  private static final String ALPHABET = "1 to 64 of A-Z a-z 0-9 . _ ~ : @ -";

  private static String segments(int count) {
    return String.join("/", Collections.nCopies(count, "s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "A-Z.a_z~:@9", "$user/x", "$a", "~20", "a/b/c/d"})
  void wellFormedNamesAreTaken(String name) {
    assertThat(Topic.of(name)).hasToString(name);
    assertThat(TopicPattern.of(name).topic()).contains(Topic.of(name));
    assertThat(TopicPattern.of(Topic.of(name)).hasWildcard()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|topic '': segment '' is not ",
        "a//b|topic 'a//b': segment '' is not ",
        "/a|topic '/a': segment '' is not ",
        "a/|topic 'a/': segment '' is not ",
        "a b|topic 'a b': segment 'a b' is not ",
        "a/$b|topic 'a/$b': segment '$b' is not ",
        "$|topic '$': segment '' is not ",
        "$$a|topic '$$a': segment '$a' is not ",
        "\u00e4|topic '?': segment '?' is not ",
        "{x}|topic '{x}': segment '{x}' is not ",
        "a*|topic 'a*': segment 'a*' is not ",
        "a?b|topic 'a?b': segment 'a?b' is not ",
      })
  void malformedNamesAreRefused(String name, String message) {
    assertThatThrownBy(() -> Topic.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message + " " + ALPHABET);
  }

  @Test
  void controlCharactersAndLengthStayOutOfTheMessage() {
    assertThatThrownBy(() -> Topic.of("a\r\nb")).hasMessageStartingWith("topic 'a??b': ");
    assertThatThrownBy(() -> Topic.of("x ".repeat(100)))
        .message()
        .satisfies(message -> assertThat(message).hasSizeLessThan(250));
  }

  @Test
  void sizesAreBounded() {
    assertThat(Topic.of("s".repeat(64))).isNotNull();
    assertThatThrownBy(() -> Topic.of("s".repeat(65))).hasMessageEndingWith(ALPHABET);
    assertThat(Topic.of(segments(16))).isNotNull();
    assertThatThrownBy(() -> Topic.of(segments(17)))
        .hasMessageEndingWith("17 segments, at most 16 are allowed");
    String longest = "s".repeat(63) + "/" + "s".repeat(63) + "/" + "s".repeat(63) + "/";
    assertThat(Topic.of(longest + "s".repeat(63))).isNotNull();
    assertThatThrownBy(() -> Topic.of(longest + "s".repeat(64)))
        .hasMessageEndingWith("256 characters, at most 255 are allowed");
    assertThatThrownBy(() -> Topic.of("a/".repeat(1_000_000))).hasMessageContaining("2000000");
  }

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "a, a/b, false",
    "*, a, true",
    "*, a/b, false",
    "**, a, true",
    "**, a/b/c, true",
    "a/*, a/b, true",
    "a/*, a, false",
    "a/*, a/b/c, false",
    "a/*, b/b, false",
    "a/*, ab/b, false",
    "a/**, a/b, true",
    "a/**, a/b/c/d, true",
    "a/**, a, false",
    "a/**, ab/c, false",
    "*/b, a/b, true",
    "*/b, a/c, false",
    "*/b, b, false",
    "*/*, a/b, true",
    "*/**, a, false",
    "*/**, a/b/c, true",
    "a/*/c, a/b/c, true",
    "a/*/c, a/b/d, false",
    "a/*/c, a/c, false",
    "a/*/c, a/b/cc, false",
    "*, $a, false",
    "**, $a/b, false",
    "*/b, $a/b, false",
    "*/**, $a/b, false",
    "$a/*, $a/b, true",
    "$a/**, $a/b/c, true",
    "$a/*, a/b, false",
    "$a/b, $a/b, true",
  })
  void patternsMatch(String pattern, String topic, boolean matches) {
    assertThat(TopicPattern.of(pattern).matches(Topic.of(topic))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*", "*a", "**/a", "a/**/b", "***", "a/***", "$*", "a/b*", "*/**/c"})
  void aWildcardIsAWholeSegmentAndTwoStandLast(String pattern) {
    assertThatThrownBy(() -> TopicPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "pattern '" + pattern + "': '*' stands for a whole segment and '**' for the last one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/", "/*", "*//a", "a b/*", "*/$a"})
  void malformedPatternsAreRefused(String pattern) {
    assertThatThrownBy(() -> TopicPattern.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pattern '" + pattern + "': segment '")
        .hasMessageEndingWith(ALPHABET);
  }

  @Test
  void aPatternWithWildcardsIsNoTopic() {
    assertThat(TopicPattern.of("a/*").hasWildcard()).isTrue();
    assertThat(TopicPattern.of("a/*").topic()).isEmpty();
  }

  /** What matching means, said once more and without any cleverness. */
  @Property
  void matchingIsSegmentBySegment(
      @ForAll("names") String topic, @ForAll("patterns") String pattern) {
    List<String> names = List.of(topic.split("/"));
    List<String> parts = List.of(pattern.split("/"));
    assertThat(TopicPattern.of(pattern).matches(Topic.of(topic)))
        .isEqualTo(!(parts.get(0).startsWith("*") && topic.startsWith("$")) && fits(parts, names));
  }

  private static boolean fits(List<String> parts, List<String> names) {
    if (parts.isEmpty() || names.isEmpty()) {
      return parts.isEmpty() && names.isEmpty();
    }
    if (parts.get(0).equals("**")) {
      return true;
    }
    return (parts.get(0).equals("*") || parts.get(0).equals(names.get(0)))
        && fits(parts.subList(1, parts.size()), names.subList(1, names.size()));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("a", "b", "ab")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(list -> String.join("/", list))
        .flatMap(name -> Arbitraries.of(name, "$" + name));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of("a", "b", "ab", "*")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(list -> String.join("/", list))
        .flatMap(
            text -> Arbitraries.of(text, text + "/**", text.startsWith("*") ? text : "$" + text));
  }

  @Property
  void escapesComeBack(@ForAll @StringLength(min = 1, max = 15) String value) {
    String inUtf8 = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    Assume.that(fitsEscaped(value));
    String segment = Topic.escape(value);
    assertThat(Topic.of(segment).name()).doesNotContain("/", "$", "*");
    assertThat(Topic.unescape(segment)).isEqualTo(inUtf8);
    TopicTemplate template = TopicTemplate.of("t/{v}/end");
    Topic topic = template.expand(name -> value);
    assertThat(template.match(topic)).contains(Map.of("v", inUtf8));
  }

  private static boolean fitsEscaped(String value) {
    int length = 0;
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = (b > 0 && Character.isLetterOrDigit(b)) || "._:@-".indexOf(b) >= 0;
      length += plain ? 1 : 3;
    }
    return length <= 64;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "abc|abc",
        "a/b|a~2Fb",
        "~|~7E",
        "*|~2A",
        "$x|~24x",
        "a b|a~20b",
        "\u00e4|~C3~A4",
        "a.b_c:d@e-f|a.b_c:d@e-f",
      })
  void valuesAreEscaped(String value, String segment) {
    assertThat(Topic.escape(value)).isEqualTo(segment);
  }

  @Test
  void valuesThatMakeNoSegmentAreRefused() {
    assertThatThrownBy(() -> Topic.escape(""))
        .hasMessage("an empty value cannot be a segment of a topic");
    assertThat(Topic.escape("\u00e4".repeat(10))).hasSize(60);
    assertThatThrownBy(() -> Topic.escape("\u00e4".repeat(11)))
        .hasMessage("value '???????????' is too long for a segment of a topic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"~", "~1", "a~", "~G0", "~0G", "~2", "~~20"})
  void malformedEscapesAreRefused(String segment) {
    assertThatThrownBy(() -> Topic.unescape(segment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "segment '" + segment + "' has a '~' that is not followed by two hexadecimal digits");
  }
}
