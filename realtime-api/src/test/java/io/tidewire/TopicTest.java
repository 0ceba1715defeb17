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

  private static final String ALPHABET = "1 to 255 of A-Z a-z 0-9 . _ ~ : @ -";

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
        "\u00e4|topic '\u00e4': segment '\u00e4' is not ",
        "{x}|topic '{x}': segment '{x}' is not ",
        "a*|topic 'a*': segment 'a*' is not ",
        "a?b|topic 'a?b': segment 'a?b' is not ",
      })
  void malformedNamesAreRefused(String name, String message) {
    assertThatThrownBy(() -> Topic.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            message
                + " "
                + ALPHABET
                + " (a value from outside is escaped by a template: Topic.of(\"pages/{page}\", page))");
  }

  @Test
  void controlCharactersAndLengthStayOutOfTheMessage() {
    assertThatThrownBy(() -> Topic.of("a\r\nb"))
        .hasMessageStartingWith("topic 'a\\u000D\\u000Ab': ");
    assertThatThrownBy(() -> Topic.of("a\u202eb\u2028\ud83d"))
        .hasMessageStartingWith("topic 'a\\u202Eb\\u2028\\uD83D': ");
    assertThatThrownBy(() -> Topic.of("x ".repeat(110)))
        .hasMessageStartingWith("topic '" + "x ".repeat(100) + "...': ");
    assertThatThrownBy(() -> Topic.of("\u0000".repeat(220)))
        .message()
        .satisfies(message -> assertThat(message).hasSizeLessThan(600));
  }

  @Test
  void sizesAreBounded() {
    assertThat(Topic.of("s".repeat(255))).isNotNull();
    assertThatThrownBy(() -> Topic.of("s".repeat(256)))
        .hasMessageContaining("' has 256 characters, at most 255 are allowed");
    assertThat(Topic.of(segments(16))).isNotNull();
    assertThatThrownBy(() -> Topic.of(segments(17)))
        .hasMessageContaining("17 segments, at most 16 are allowed");
    String longest = ("s".repeat(255) + "/").repeat(3) + "s".repeat(253) + "/";
    assertThat(Topic.of(longest + "ss")).isNotNull();
    assertThat(TopicPattern.of(longest + "**")).isNotNull();
    assertThatThrownBy(() -> Topic.of(longest + "sss"))
        .hasMessageContaining("1025 characters, at most 1024 are allowed");
    assertThatThrownBy(() -> TopicPattern.of(longest + "s/**"))
        .hasMessageEndingWith("1026 characters, at most 1024 are allowed");
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
  void escapesComeBack(@ForAll @StringLength(min = 1, max = 60) String value) {
    String inUtf8 = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    Assume.that(fitsEscaped(value) && inUtf8.equals(value));
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
    return length <= 255;
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
    assertThatThrownBy(() -> Topic.escape("\u00e4".repeat(43)))
        .hasMessage(
            "value '%s' makes a segment of 258 bytes, at most 255 are allowed: characters other"
                + " than A-Z a-z 0-9 . _ : @ - count 3 for each of their UTF-8 bytes",
            "\u00e4".repeat(43));
    assertThatThrownBy(() -> Topic.escape("a".repeat(256)))
        .hasMessageStartingWith("value '" + "a".repeat(200) + "...' makes a segment of 256 bytes");
    assertThatThrownBy(() -> Topic.escape("a\ud83d"))
        .hasMessage(
            "value 'a\\uD83D' has half of a surrogate pair, so it cannot be written in UTF-8");
  }

  /** As many characters as fit, of a script with 1, 2, 3 and 4 bytes a character. */
  @ParameterizedTest
  @CsvSource({"a, 255", "\u0436, 42", "\u4e2d, 28", "\ud83c\udf0a, 21"})
  void valuesOfEveryScriptAreTaken(String character, int fits) {
    String value = character.repeat(fits);
    assertThat(Topic.unescape(Topic.escape(value))).isEqualTo(value);
    Topic topic = Topic.of("pages/{page}", value);
    assertThat(TopicTemplate.of("pages/{page}").match(topic)).contains(Map.of("page", value));
    assertThatThrownBy(() -> Topic.of("pages/{page}", value + character))
        .hasMessageStartingWith("template 'pages/{page}', variable 'page': value '" + character)
        .hasMessageContaining("at most 255 are allowed");
  }

  @Test
  void aTemplateTakesItsValuesInOrder() {
    assertThat(Topic.of("pages/{page}", "\u00dcberblick Seite"))
        .hasToString("pages/~C3~9Cberblick~20Seite");
    assertThat(Topic.of("$user/{name}/{n}", "a/b", 7)).hasToString("$user/a~2Fb/7");
    assertThatThrownBy(() -> Topic.of("pages/{page}", "a", "b"))
        .hasMessage("template 'pages/{page}' takes 1 values [page], but 2 were given");
    assertThatThrownBy(() -> Topic.of("pages/{page}/{part}", "a"))
        .hasMessage("template 'pages/{page}/{part}' takes 2 values [page, part], but 1 were given");
    assertThatThrownBy(() -> Topic.of("pages/{page}", ""))
        .hasMessage("template 'pages/{page}': the value of 'page' is null or empty");
    assertThatThrownBy(() -> Topic.of("pages/{page}", (Object) null))
        .hasMessage("template 'pages/{page}': the value of 'page' is null or empty");
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
