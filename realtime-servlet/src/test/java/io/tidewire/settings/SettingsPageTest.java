package io.tidewire.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on settings lists them all, with the defaults and limits that the code has. */
class SettingsPageTest {

  /** A row's first three cells: name, default, allowed. */
  private static final Pattern ROW =
      Pattern.compile("\\| `(realtime\\.[a-z.-]+)` \\| ([^|]*) \\| ([^|]*) \\|.+\\|");

  private static final String RESERVED = "## Reserved names";
  private static final Pattern RESERVED_ROW = Pattern.compile("\\| `(realtime\\.[a-z.-]+)`.*\\|");

  /** Defaults that differ from machine to machine. */
  private static final Map<String, String> IN_WORDS =
      Map.of("realtime.loops", "one per processor, at most 64");

  private record Row(String name, String fallback, String allowed) {}

  @Test
  void thePageListsEverySettingOnceWithItsDefaultAndItsLimits() throws IOException {
    List<Row> expected = known().map(SettingsPageTest::row).toList();

    assertThat(rows()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void noReservedNameIsASettingYet() throws IOException {
    List<String> reserved =
        RESERVED_ROW.matcher(reserved()).results().map(row -> row.group(1)).toList();

    assertThat(reserved).hasSizeGreaterThan(5);
    assertThat(known()).extracting(Values.Known::name).doesNotContainAnyElementsOf(reserved);
  }

  private static Stream<Values.Known> known() {
    Values values = new Values(List.of());
    Settings.read(values, Set.of());
    return values.known().stream();
  }

  private static Row row(Values.Known known) {
    String fallback =
        IN_WORDS.getOrDefault(
            known.name(), known.fallback().isEmpty() ? "none" : "`" + known.fallback() + "`");
    return new Row(known.name(), fallback, known.allowed().replaceFirst(", such as.*", ""));
  }

  private static List<Row> rows() throws IOException {
    try (Stream<String> lines = Files.lines(page())) {
      return lines
          .takeWhile(line -> !line.equals(RESERVED))
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .map(row -> new Row(row.group(1), row.group(2).trim(), row.group(3).trim()))
          .toList();
    }
  }

  private static String reserved() throws IOException {
    String page = Files.readString(page());
    return page.substring(page.indexOf(RESERVED));
  }

  /** Next to the module, wherever the test is started from. */
  private static Path page() {
    Path classes =
        Path.of(
            URI.create(
                SettingsPageTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()));
    return classes.resolve("../../../docs/settings.md").normalize();
  }
}
