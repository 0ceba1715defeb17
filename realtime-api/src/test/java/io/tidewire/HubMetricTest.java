package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The names of the numbers, and that none is left out. */
class HubMetricTest {

  /** A row's cells: name, kind, tag, what it is. */
  private static final Pattern ROW =
      Pattern.compile("\\| `(tidewire\\.[a-z.]+)` \\| ([a-z]+) \\| `?([a-z]*)`? ?\\| (.+) \\|");

  /** The numbers that are the sum of one with a tag. */
  private static final Map<String, HubMetric> SUMS =
      Map.of("connections", HubMetric.CONNECTIONS, "refused", HubMetric.REFUSED);

  /** And those that are its parts. */
  private static final Map<String, HubMetric> PARTS =
      Map.of(
          "byTransport", HubMetric.CONNECTIONS,
          "refusals", HubMetric.REFUSED,
          "limited", HubMetric.LIMITED);

  private final RecordComponent[] components = HubStats.class.getRecordComponents();
  private final HubStats stats = differentNumbers();

  private HubStats differentNumbers() {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      long value = 1_000L + i;
      values[i] =
          components[i].getType() == long.class ? value : Map.of("one", value, "other", 2 * value);
    }
    try {
      return (HubStats) HubStats.class.getConstructors()[0].newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Test
  void eachNumberHasAMetricOfItsNameAndValue() throws Exception {
    List<HubMetric> seen = new ArrayList<>();
    for (RecordComponent component : components) {
      Object value = component.getAccessor().invoke(stats);
      if (SUMS.containsKey(component.getName())) {
        continue;
      }
      HubMetric metric = PARTS.get(component.getName());
      if (metric != null) {
        assertThat(metric.tag()).isPresent();
        Map<String, Long> parts = new TreeMap<>();
        metric.parts(stats).forEach(part -> parts.put(part, metric.value(stats, part)));
        assertThat(parts).isEqualTo(value);
        seen.add(metric);
      } else {
        HubMetric plain = HubMetric.valueOf(constant(component.getName()));
        assertThat(plain.tag()).isEmpty();
        assertThat(plain.parts(stats)).containsExactly("");
        assertThat(plain.value(stats, "")).isEqualTo(value);
        seen.add(plain);
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(HubMetric.values());
  }

  private static String constant(String component) {
    return component.replaceAll("[A-Z]", "_$0").toUpperCase(Locale.ROOT);
  }

  @Test
  void namesAreOfSmallLettersAndDots() {
    assertThat(HubMetric.OLDEST_UNREAD_MILLIS.id()).isEqualTo("tidewire.oldest.unread.millis");
    assertThat(HubMetric.values())
        .extracting(HubMetric::id)
        .allMatch(id -> id.matches("tidewire(\\.[a-z]+)+"))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void ofAnUnknownPartNothingIsCounted(HubMetric metric) {
    assertThat(metric.value(stats, "no such part")).isZero();
  }

  @Test
  void thePageOnMetricsListsThemAll() throws IOException {
    List<String> rows = new ArrayList<>();
    try (Stream<String> lines = Files.lines(page())) {
      lines
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .forEach(
              row ->
                  rows.add(
                      String.join(" | ", row.group(1), row.group(2), row.group(3), row.group(4))));
    }
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(HubMetric.values()).map(HubMetricTest::row).toList());
  }

  private static String row(HubMetric metric) {
    return String.join(
        " | ",
        metric.id(),
        metric.kind().name().toLowerCase(Locale.ROOT),
        metric.tag().orElse(""),
        metric.description());
  }

  /** Next to the module, wherever the test is started from. */
  private static Path page() {
    Path classes =
        Path.of(
            URI.create(
                HubMetric.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    return classes.resolve("../../../docs/metrics.md").normalize();
  }
}
