package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  private static final int MAX_DEPTH = 32;

  @Provide
  Arbitrary<String> texts() {
    return Texts.hostile();
  }

  @Property
  void anyTextComesBackAsItWas(@ForAll("texts") String text) {
    String quoted = JsonWriter.quoted(text);
    assertThat(JsonReader.read(quoted)).isEqualTo(text);
    assertThat(Texts.inUtf8(quoted)).as("nothing is lost in UTF-8").isEqualTo(quoted);
    assertThat(quoted.chars()).noneMatch(c -> c < ' ' || c == '\u2028' || c == '\u2029');
  }

  @Property
  void anyMemberComesBackAsItWas(
      @ForAll("texts") String name, @ForAll("texts") String value, @ForAll long number) {
    String json =
        new JsonWriter()
            .text("n" + name, value)
            .text("absent", null)
            .number("number", number)
            .bool("yes", true)
            .raw("raw", "[1,null]")
            .end();
    assertThat(JsonReader.read(json))
        .isEqualTo(
            Map.of(
                "n" + name,
                value,
                "number",
                BigDecimal.valueOf(number),
                "yes",
                true,
                "raw",
                Arrays.asList(BigDecimal.ONE, null)));
  }

  /** Whatever comes in, it is read or refused with a place; nothing else is thrown. */
  @Property
  void anyInputIsReadOrRefused(@ForAll("texts") String text) {
    for (String input : List.of(text, "[" + text, "{\"a\":" + text + "}", "\"" + text)) {
      try {
        Object unused = JsonReader.read(input);
      } catch (JsonException e) {
        assertThat(e).hasMessageMatching("(?s).* at character [0-9]+");
      }
    }
  }

  private static final Set<String> DATA = Set.of("data");

  /** Texts of what JSON is made of, most of them no JSON. */
  @Provide
  Arbitrary<String> tokens() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"data\":",
            "\"data\"",
            "\"a\":",
            "{\"data\":",
            "{\"a\":[",
            "1",
            "-0.5e2",
            "1e9999",
            "01",
            "null",
            "true",
            "\"x\"",
            "\"\\u00e4\"",
            "\"\\x\"",
            "\"a",
            " ",
            "\n")
        .list()
        .ofMaxSize(14)
        .map(list -> String.join("", list));
  }

  private static String faultOf(String text, Set<String> raw) {
    try {
      Object unused = JsonReader.read(text, raw);
      return "none";
    } catch (JsonException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Property
  void whatIsLeftAsItIsIsCheckedByTheSameRules(
      @ForAll("tokens") String tokens, @ForAll("texts") String text) {
    for (String part : List.of(tokens, text)) {
      for (String input :
          List.of(part, "{\"data\":" + part + "}", "[{\"data\":" + part + ",\"b\":1}]")) {
        assertThat(faultOf(input, DATA)).as(input).isEqualTo(faultOf(input, Set.of()));
      }
    }
  }

  @Provide
  Arbitrary<String> values() {
    return values(6);
  }

  private static Arbitrary<String> values(int depth) {
    Arbitrary<String> flat =
        Arbitraries.of("null", "true", " -0.50 ", "1e2", "\"\"", "\"\\u00e4\\n\" ");
    if (depth == 0) {
      return flat;
    }
    Arbitrary<String> inner = values(depth - 1);
    return Arbitraries.oneOf(
        flat,
        inner.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"),
        inner.map(value -> "{ \"data\" :" + value + "\n,\"a\":[]}"));
  }

  @Property
  void whatIsLeftAsItIsReadsAsItWould(@ForAll("values") String value) {
    String input = "{\"a\":1,\"data\":\t" + value + "\n,\"b\":[2]}";
    assertThat(JsonReader.read(input, DATA))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("data", new JsonText(value.strip(), 0, value.strip().length()))
        .containsEntry("b", List.of(new BigDecimal("2")));
    assertThat(JsonReader.read(input))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("data", JsonReader.read(value));
  }

  @Test
  void aMemberIsLeftAsItWasWritten() {
    String written = "{ \"data\" : [1.50,\n {\"data\":\"\\u00e4\"} ] ,\"id\":\"1\"}";
    Map<?, ?> read = (Map<?, ?>) JsonReader.read(written, DATA);
    assertThat(read.get("id")).isEqualTo("1");
    assertThat(read.get("data"))
        .hasToString("[1.50,\n {\"data\":\"\\u00e4\"} ]")
        .isEqualTo(new JsonText("x[1.50,\n {\"data\":\"\\u00e4\"} ]", 1, 28));
  }

  @Test
  void onlyMembersOfTheOutermostObjectsAreLeft() {
    JsonText one = new JsonText("1", 0, 1);
    assertThat(JsonReader.read("{\"data\":1,\"a\":{\"data\":1}}", DATA))
        .isEqualTo(Map.of("data", one, "a", Map.of("data", BigDecimal.ONE)));
    assertThat(JsonReader.read("[{\"data\":1},[{\"data\":1}],{\"data\":null}]", DATA))
        .isEqualTo(
            List.of(
                Map.of("data", one),
                List.of(Map.of("data", BigDecimal.ONE)),
                Map.of("data", new JsonText("null", 0, 4))));
    assertThat(JsonReader.read("{\"data\":1}")).isEqualTo(Map.of("data", BigDecimal.ONE));
    assertThat(one).isNotEqualTo(new JsonText("2", 0, 1)).hasSameHashCodeAs(one);
  }

  @Test
  void nestingAndNumbersOfWhatIsLeftAreBounded() {
    assertThat(JsonReader.read("{\"data\":" + nested(MAX_DEPTH - 1) + "}", DATA))
        .isInstanceOf(Map.class);
    assertThat(faultOf("{\"data\":" + nested(MAX_DEPTH) + "}", DATA))
        .contains("nested deeper than 32");
    assertThat(faultOf("{\"data\":" + nested(10_000) + "}", DATA))
        .contains("nested deeper than 32");
    assertThat(faultOf("{\"data\":[" + "1".repeat(65) + "]}", DATA)).contains("longer than 64");
    assertThat(faultOf("{\"data\":{\"a\":1,\"a\":2}}", DATA)).contains("occurs twice");
  }

  @Test
  void valuesOfEveryKindAreRead() {
    assertThat(JsonReader.read(" \t\r\n null \t\r\n ")).isNull();
    assertThat(JsonReader.read("true")).isEqualTo(true);
    assertThat(JsonReader.read("false")).isEqualTo(false);
    assertThat(JsonReader.read("[]")).isEqualTo(List.of());
    assertThat(JsonReader.read("{ }")).isEqualTo(Map.of());
    assertThat(JsonReader.read("{\"\":{\"a\":[ 1 , \"x\" ]}}"))
        .isEqualTo(Map.of("", Map.of("a", List.of(BigDecimal.ONE, "x"))));
    assertThat(JsonReader.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDE00\\ud800\""))
        .isEqualTo("\"\\/\b\f\n\r\t\u00e4\ud83d\ude00\ud800");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "-1",
        "10",
        "0.5",
        "-0.5e10",
        "1E+2",
        "1e-2",
        "123456789012345678"
      })
  void numbersAreRead(String number) {
    assertThat(JsonReader.read(number)).isEqualTo(new BigDecimal(number));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|unexpected end at character 0",
        "` `|unexpected end at character 1",
        "01|a number cannot begin with 0 at character 2",
        "-01|a number cannot begin with 0 at character 3",
        "-|expected a value at character 1",
        "+1|expected a value at character 0",
        ".5|expected a value at character 0",
        "1.|expected a value at character 2",
        "1.e1|expected a value at character 2",
        "1e|expected a value at character 2",
        "1e+|expected a value at character 3",
        "0x1|unexpected text after the value at character 1",
        "NaN|expected a value at character 0",
        "Infinity|expected a value at character 0",
        "nul|expected a value at character 0",
        "True|expected a value at character 0",
        "nullx|unexpected text after the value at character 4",
        "1 2|unexpected text after the value at character 2",
        "[1,]|expected a value at character 3",
        "[,1]|expected a value at character 1",
        "[1 2]|expected ']' at character 3",
        "[1|expected ']' at character 2",
        "[|unexpected end at character 1",
        "]|expected a value at character 0",
        "{|unexpected end at character 1",
        "{\"a\"}|expected ':' at character 4",
        "{\"a\":}|expected a value at character 5",
        "{\"a\":1,}|expected a string at character 7",
        "{\"a\":1|expected '}' at character 6",
        "{a:1}|expected a string at character 1",
        "{'a':1}|expected a string at character 1",
        "{1:1}|expected a string at character 1",
        "{\"a\":1,\"a\":2}|a name occurs twice at character 7",
        "{\"a\":1,\"\\u0061\":2}|a name occurs twice at character 7",
        "'a'|expected a value at character 0",
        "\"a|unexpected end at character 2",
        "\"\\|unexpected end at character 2",
        "\"\\x\"|unknown escape at character 3",
        "\"\\u12g4\"|expected four hexadecimal digits at character 5",
        "\"\\u12|unexpected end at character 5",
        "/**/1|expected a value at character 0",
        "1//|unexpected text after the value at character 1",
      })
  void whatIsNoJsonIsRefusedWithThePlace(String text, String message) {
    assertThatThrownBy(() -> JsonReader.read(text))
        .isInstanceOf(JsonException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 13, 31})
  void aControlCharacterMustBeEscaped(int c) {
    assertThatThrownBy(() -> JsonReader.read("\"a" + (char) c + "\""))
        .isInstanceOf(JsonException.class)
        .hasMessage("a control character must be escaped at character 2");
  }

  /** White space is the four of RFC 8259; a byte order mark or a wide space is none. */
  @ParameterizedTest
  @ValueSource(strings = {"\ufeff1", "\u00a01", "\u20281", "\f1", "\u000b1"})
  void otherWhiteSpaceIsRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0661", "1\u0662", "\"\\u\u0661\u0661\u0661\u0661\"", "\uff11"})
  void otherDigitsAreRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class);
  }

  private static String nested(int depth) {
    return String.join("", Collections.nCopies(depth, "["))
        + String.join("", Collections.nCopies(depth, "]"));
  }

  @Test
  void nestingIsBounded() {
    assertThat(JsonReader.read(nested(MAX_DEPTH))).isInstanceOf(List.class);
    assertThat(JsonReader.read("[" + nested(MAX_DEPTH - 1) + "," + nested(MAX_DEPTH - 1) + "]"))
        .isInstanceOf(List.class);
    assertThatThrownBy(() -> JsonReader.read(nested(MAX_DEPTH + 1)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("nested deeper than 32");
    assertThatThrownBy(() -> JsonReader.read(nested(100_000))).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonReader.read("{\"a\":".repeat(33) + "1"))
        .hasMessageContaining("nested deeper than 32");
  }

  @Test
  void theLengthOfANumberIsBounded() {
    assertThat(JsonReader.read("1".repeat(64))).isInstanceOf(BigDecimal.class);
    assertThatThrownBy(() -> JsonReader.read("1".repeat(65)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("longer than 64 characters");
  }

  /** BigDecimal has its own limit for exponents, and its own exception. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e2147483648",
        "1e-2147483648",
        "1e99999999999",
        "0.1e-2147483647",
        "1e999999999",
        "1e-1001"
      })
  void anExponentBeyondAllMeasureIsRefusedLikeAnyFault(String number) {
    assertThatThrownBy(() -> JsonReader.read(number))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("a number has an exponent beyond 1000 at character");
  }
}
