package io.tidewire.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of value may look like. */
class ValuesTest {

  private static final String NAME = "realtime.x";

  private static Values given(String text) {
    return new Values(List.of(SettingSource.of("test", Map.of(NAME, text))));
  }

  private static void assertRefused(Values values, String text, String rule) {
    assertThatThrownBy(values::refuseFaults)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(NAME + "=" + text + " (test): must be " + rule);
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "20s, PT20S",
    "5m, PT5M",
    "1h, PT1H",
    "0s, PT0S",
    "'20 s', PT20S",
    "' 20s ', PT20S",
    "PT1M30S, PT1M30S"
  })
  void timesAreReadWithTheirUnit(String text, Duration expected) {
    Values values = given(text);

    assertThat(values.duration(NAME, "7s", "0s", "1h")).isEqualTo(expected);
    values.refuseFaults();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "banana",
        "",
        "20",
        "20S",
        "20 sec",
        "-1s",
        "1.5s",
        "9ms",
        "61m",
        "9999999999999s",
        "999999999999h",
        "PT",
        "PT-1S",
        "20s;"
      })
  void wrongTimesAreRefusedAndTheDefaultIsUsedUntilThen(String text) {
    Values values = given(text);

    assertThat(values.duration(NAME, "7s", "10ms", "1h")).isEqualTo(Duration.ofSeconds(7));
    assertRefused(values, text, "a time from 10ms to 1h, such as 500ms, 20s, 5m, 1h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "Off"})
  void aTimeMayBeOff(String text) {
    Values values = given(text);

    assertThat(values.durationOrOff(NAME, "7s", "1s", "1h")).hasMillis(Long.MAX_VALUE);
    values.refuseFaults();
    assertThat(given("5m").durationOrOff(NAME, "off", "1s", "1h")).hasMinutes(5);
    Values unset = new Values(List.of());
    assertThat(unset.durationOrOff(NAME, "off", "1s", "1h")).hasMillis(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "0s", "61m"})
  void wrongTimesThatMayBeOffAreRefused(String text) {
    Values values = given(text);

    assertThat(values.durationOrOff(NAME, "7s", "1s", "1h")).hasSeconds(7);
    assertRefused(values, text, "off or a time from 1s to 1h, such as 500ms, 20s, 5m, 1h");
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 65536",
    "300b, 300",
    "64KiB, 65536",
    "64kib, 65536",
    "64k, 65536",
    "1MiB, 1048576",
    "1m, 1048576",
    "1GiB, 1073741824",
    "'1 GiB', 1073741824"
  })
  void sizesAreReadWithTheirUnit(String text, long expected) {
    Values values = given(text);

    assertThat(values.size(NAME, "256", "256", "64GiB")).isEqualTo(expected);
    values.refuseFaults();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"large", "", "-1", "255", "64GB", "65GiB", "1.5MiB", "KiB", "999999999999GiB"})
  void wrongSizesAreRefused(String text) {
    Values values = given(text);

    assertThat(values.size(NAME, "1KiB", "256", "64GiB")).isEqualTo(1024);
    assertRefused(values, text, "a size from 256 to 64GiB, such as 65536, 64KiB, 1MiB");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "64, 64", "' 2 ', 2", "007, 7"})
  void numbersAreRead(String text, int expected) {
    Values values = given(text);

    assertThat(values.count(NAME, 3, 1, 64)).isEqualTo(expected);
    values.refuseFaults();
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "", "0", "65", "-1", "1.0", "1e1", "0x1", "99999999999"})
  void wrongNumbersAreRefused(String text) {
    Values values = given(text);

    assertThat(values.count(NAME, 3, 1, 64)).isEqualTo(3);
    assertRefused(values, text, "a number from 1 to 64");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "false, false", "' False ', false"})
  void flagsAreRead(String text, boolean expected) {
    Values values = given(text);

    assertThat(values.flag(NAME, !expected)).isEqualTo(expected);
    values.refuseFaults();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "", "1", "truee", "on"})
  void wrongFlagsAreRefused(String text) {
    Values values = given(text);

    assertThat(values.flag(NAME, true)).isTrue();
    assertRefused(values, text, "true or false");
  }

  @Test
  void textsAreChecked() {
    Values good = given("/push");
    assertThat(good.text(NAME, "/x", "a path", path -> path.startsWith("/"))).isEqualTo("/push");
    good.refuseFaults();

    Values bad = given("push");
    assertThat(bad.text(NAME, "/x", "a path", path -> path.startsWith("/"))).isEqualTo("/x");
    assertRefused(bad, "push", "a path");
  }

  @ParameterizedTest
  @CsvSource({"'a,b', 2", "' a , b ,', 2", "'', 0", "' , ', 0", "'a,a', 1"})
  void listsAreSplitAtCommas(String text, int expected) {
    Values values = given(text);

    assertThat(values.list(NAME, "a letter", item -> item.length() == 1)).hasSize(expected);
    values.refuseFaults();
  }

  @Test
  void aListWithOneWrongItemIsRefused() {
    Values values = given("a,bb");

    assertThat(values.list(NAME, "a letter", item -> item.length() == 1)).isEmpty();
    assertRefused(values, "a,bb", "a comma-separated list, each a letter");
  }

  @Test
  void allFaultsAreToldInOneMessage() {
    Values values =
        new Values(
            List.of(
                SettingSource.of("first", Map.of("realtime.a", "x", "realtime.c", "1")),
                SettingSource.of("second", Map.of("realtime.b", "y"))));
    values.count("realtime.a", 1, 0, 9);
    values.flag("realtime.b", false);
    values.fault("a and b do not go together");

    assertThatThrownBy(values::refuseFaults)
        .hasMessageStartingWith("4 settings are invalid:")
        .hasMessageContaining("\n  realtime.a=x (first): must be a number from 0 to 9")
        .hasMessageContaining("\n  realtime.b=y (second): must be true or false")
        .hasMessageContaining("\n  a and b do not go together")
        .hasMessageContaining("\n  realtime.c (first): there is no such setting");
  }

  @ParameterizedTest
  @CsvSource({
    "realtime.hartbeat, realtime.heartbeat",
    "realtime.heartbeats, realtime.heartbeat",
    "realtime.haertbeat, realtime.heartbeat",
    "realtime.Heartbeat, realtime.heartbeat"
  })
  void aMistypedNameIsGivenAHint(String mistyped, String meant) {
    Values values = new Values(List.of(SettingSource.of("test", Map.of(mistyped, "20s"))));
    values.duration(meant, "20s", "0s", "1h");

    assertThatThrownBy(values::refuseFaults)
        .hasMessage(mistyped + " (test): there is no such setting; did you mean " + meant + "?");
  }

  @Test
  void aNameThatIsLikeNoOtherGetsNoHint() {
    Values values = new Values(List.of(SettingSource.of("test", Map.of("realtime.zzz", "1"))));
    values.duration("realtime.heartbeat", "20s", "0s", "1h");

    assertThatThrownBy(values::refuseFaults)
        .hasMessage("realtime.zzz (test): there is no such setting");
  }
}
