package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a text does not fit, found by trying. */
class JsonFaultTest {

  /** A line of a message. */
  public record Line(String text, int count, Sub sub) {}

  /** What a line holds. */
  public record Sub(List<Integer> xs, Map<String, Integer> m) {}

  /** A message. */
  public record Message(String title, List<Line> lines, Map<String, Line> byName) {}

  private final Jsonb jsonb = JsonbBuilder.create();
  private final List<String> tried = new ArrayList<>();

  private boolean binds(String text) {
    tried.add(text);
    try {
      Object unused = jsonb.fromJson(text, Message.class);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private String pathIn(String text) {
    assertThat(binds(text)).as("whether it fits").isFalse();
    tried.clear();
    return JsonFault.pathIn(text, this::binds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"title\":{}} | data.title",
        "{\"lines\":[{\"count\":\"x\"}]} | data.lines[0].count",
        "{\"lines\":[{},{\"text\":\"a\"},{\"text\":[1]},{}]} | data.lines[2].text",
        "{\"title\":\"t\",\"lines\":[{\"count\":1},{\"count\":true}]} | data.lines[1].count",
        "{\"lines\":{}} | data.lines",
        "{\"lines\":[1]} | data.lines[0]",
        "{\"lines\":[{\"sub\":{\"xs\":[1,2,\"x\",4]}}],\"title\":\"t\"} | data.lines[0].sub.xs[2]",
        "{\"lines\":[{\"sub\":{\"m\":{\"a\":1,\"b\":\"x\"}}}]} | data.lines[0].sub.m.b",
        "{\"byName\":{\"a b\":{\"count\":{}}}} | data.byName[\"a b\"].count",
        "{\"byName\":{\"\":{\"count\":[]}}} | data.byName[\"\"].count",
        "[] | data",
        "17 | data",
        "\"text\" | data",
      })
  void isFound(String text, String path) {
    assertThat(pathIn(text)).isEqualTo(path);
    assertThat(tried).hasSizeLessThanOrEqualTo(JsonFault.MAX_TRIALS);
  }

  private static String lines(int number, String last) {
    return "{\"lines\":[" + "{},".repeat(number) + last + "]}";
  }

  @Test
  void isNotLookedForInALongText() {
    String text = lines(3_000, "1");
    assertThat(text).hasSizeGreaterThan(JsonFault.MAX_LENGTH);
    assertThat(pathIn(text)).isEqualTo("data");
    assertThat(tried).isEmpty();
  }

  @Test
  void isFoundInAWideTextWithFewTrials() {
    assertThat(pathIn(lines(2_000, "1"))).isEqualTo("data.lines[2000]");
    assertThat(tried).hasSizeLessThan(16);
  }

  /** It is known at least as far as the search has come. */
  @Test
  void isGivenUpAfter32Trials() {
    String path =
        JsonFault.pathIn(
            "[0,".repeat(30) + "true" + "]".repeat(30),
            part -> {
              tried.add(part);
              return !part.contains("true");
            });
    assertThat(tried).hasSize(JsonFault.MAX_TRIALS);
    assertThat(path).isEqualTo("data" + "[1]".repeat(16));
  }

  @Test
  void itsPathIsFitToBeShown() {
    String hostile = "\\u001b[2J".repeat(50);
    String path = pathIn("{\"byName\":{\"" + hostile + "\":1}}");
    assertThat(path).startsWith("data.byName[\"").hasSizeLessThanOrEqualTo(200);
    assertThat(path.chars()).noneMatch(Character::isISOControl);
  }
}
