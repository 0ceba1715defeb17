package io.tidewire.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.engine.EngineSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings as a whole: where they come from, and the rules of single ones. */
class SettingsTest {

  private static Settings read(Map<String, String> settings) {
    return Settings.read(List.of(SettingSource.of("test", settings)));
  }

  private static Duration heartbeat(SettingSource... sources) {
    return Settings.read(List.of(sources)).engine().liveness().heartbeat();
  }

  @Test
  void theDefaultsAreThoseOfTheEngine() {
    EngineSettings defaults = read(Map.of()).engine();

    assertThat(defaults.history()).isEqualTo(EngineSettings.defaults().history());
    assertThat(defaults.liveness()).isEqualTo(EngineSettings.defaults().liveness());
    assertThat(defaults.limits()).isEqualTo(EngineSettings.defaults().limits());
    assertThat(defaults.maxPayload()).isEqualTo(EngineSettings.defaults().maxPayload());
    assertThat(defaults.publishWait()).isEqualTo(EngineSettings.defaults().publishWait());
  }

  @Test
  void everyDefaultMayBeGiven() {
    Values values = new Values(List.of());
    Settings defaults = Settings.read(values, Set.of());
    Map<String, String> explicit =
        values.known().stream()
            .collect(Collectors.toMap(Values.Known::name, Values.Known::fallback));

    assertThat(explicit).hasSizeGreaterThan(20);
    assertThat(read(explicit)).isEqualTo(defaults);
  }

  @Test
  void publicTopicsAreTopicsAndPatterns() {
    assertThat(read(Map.of("realtime.public-topics", "news/**, host,*/eu")).http().publicTopics())
        .containsExactlyInAnyOrder("news/**", "host", "*/eu");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "**|opens every topic: write a rule",
        "*|opens every topic: write a rule",
        "*/**|opens every topic: write a rule",
        "$user/ann|topics that begin with $ are not for everybody: write a rule",
        "$user/*|topics that begin with $ are not for everybody: write a rule",
        "a*|pattern 'a*': '*' stands for a whole segment and '**' for the last one",
        "a b|topic 'a b': segment 'a b' is not 1 to 255 of A-Z a-z 0-9 . _ ~ : @ -",
        "news/{x}|topic 'news/{x}': segment '{x}' is not 1 to 255 of A-Z a-z 0-9 . _ ~ : @ -",
      })
  void whatWouldOpenEverythingIsNotPublic(String entry, String fault) {
    assertThatThrownBy(() -> read(Map.of("realtime.public-topics", "host," + entry + ",news")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.public-topics=")
        .hasMessageEndingWith("; '" + entry + "' is invalid: " + fault);
  }

  @Test
  void theFirstSourceThatHasASettingDecides() {
    SettingSource empty = SettingSource.of("empty", Map.of());
    SettingSource first = SettingSource.of("first", Map.of("realtime.heartbeat", "1s"));
    SettingSource second = SettingSource.of("second", Map.of("realtime.heartbeat", "2s"));

    assertThat(heartbeat(first, second)).isEqualTo(Duration.ofSeconds(1));
    assertThat(heartbeat(second, first)).isEqualTo(Duration.ofSeconds(2));
    assertThat(heartbeat(empty, second)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aWrongValueIsRefusedThoughALaterSourceHasAGoodOne() {
    SettingSource wrong = SettingSource.of("wrong", Map.of("realtime.heartbeat", "banana"));
    SettingSource good = SettingSource.of("good", Map.of("realtime.heartbeat", "2s"));

    assertThatThrownBy(() -> heartbeat(wrong, good)).hasMessageContaining("=banana (wrong)");
    assertThat(heartbeat(good, wrong)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void variablesHaveUpperCaseNames() {
    SettingSource environment =
        SettingSource.environment(
            Map.of("REALTIME_HEARTBEAT", "3s", "REALTIME_HISTORY_IDLE_TOPICS", "7"));

    Settings settings = Settings.read(List.of(environment));
    assertThat(settings.engine().liveness().heartbeat()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.engine().history().idleTopics()).isEqualTo(7);
  }

  @Test
  void unknownVariablesAreSomebodyElses() {
    SettingSource environment =
        SettingSource.environment(
            Map.of("REALTIME_SERVICE_HOST", "10.0.0.1", "REALTIME_PORT", "tcp://10.0.0.1:80"));

    assertThatCode(() -> Settings.read(List.of(environment))).doesNotThrowAnyException();
  }

  @Test
  void wrongVariablesAreRefused() {
    SettingSource environment = SettingSource.environment(Map.of("REALTIME_HEARTBEAT", "banana"));

    assertThatThrownBy(() -> Settings.read(List.of(environment)))
        .hasMessageContaining("realtime.heartbeat=banana (environment)");
  }

  @Test
  void unknownSystemPropertiesAreRefused() {
    System.setProperty("realtime.hartbeat", "1s");
    try {
      assertThatThrownBy(() -> Settings.read(List.of(SettingSource.systemProperties())))
          .hasMessageContaining("realtime.hartbeat (system properties): there is no such setting");
    } finally {
      System.clearProperty("realtime.hartbeat");
    }
  }

  @Test
  void whatAnEarlierPlaceHasIsNotRefusedWhereItShowsAgain() {
    SettingSource environment =
        SettingSource.environment(Map.of("REALTIME_SERVICE_HOST", "10.0.0.1"));
    SettingSource showsAll =
        SettingSource.of("all", Map.of("realtime.service.host", "10.0.0.1", "realtime.x", "1"));

    assertThatThrownBy(() -> Settings.read(List.of(environment, showsAll)))
        .hasMessageContaining("realtime.x (all)")
        .hasMessageNotContaining("service");
  }

  @Test
  void namesOfOthersAreLeftAlone() {
    assertThatCode(() -> read(Map.of("real.time", "1", "other.realtime.x", "2")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "realtime.path, /, false",
    "realtime.path, realtime, false",
    "realtime.path, /push/, false",
    "realtime.path, /a b, false",
    "realtime.path, /../x?, false",
    "realtime.path, /push, true",
    "realtime.path, /api/v1/push, true",
    "realtime.allowed-origins, https://app.example.org, true",
    "realtime.allowed-origins, https://app.example.org:8443, true",
    "realtime.allowed-origins, 'https://a.example,http://b.example', true",
    "realtime.allowed-origins, app.example.org, false",
    "realtime.allowed-origins, https://app.example.org/, false",
    "realtime.allowed-origins, me@app.example.org, false",
    "realtime.allowed-origins, *, false",
    "realtime.allowed-origins, 'https://a b', false",
    "realtime.trusted-proxies, '10.0.0.1,::1', true",
    "realtime.trusted-proxies, '10.0.0.0/8, fd00::/8', true",
    "realtime.trusted-proxies, proxy.example.org, false",
    "realtime.trusted-proxies, 10.0.0.1/8, false",
    "realtime.allowed-origins, https://*.example.org, true",
    "realtime.allowed-origins, 'null', false",
    "realtime.allowed-origins, ftp://app.example.org, false",
    "realtime.forwarded, x-forwarded, true",
    "realtime.forwarded, forwarded, true",
    "realtime.forwarded, both, false",
    "realtime.websocket.upgrade, auto, true",
    "realtime.websocket.upgrade, True, true",
    "realtime.websocket.upgrade, false, true",
    "realtime.websocket.upgrade, yes, false",
    "realtime.heartbeat, 100ms, true",
    "realtime.heartbeat, 99ms, false",
    "realtime.heartbeat, 1h, true",
    "realtime.heartbeat, 61m, false",
    "realtime.loops, 64, true",
    "realtime.loops, 65, false",
    "realtime.max-subscriptions, 1024, true",
    "realtime.max-subscriptions, 1025, false"
  })
  void singleSettingsHaveTheirRules(String name, String value, boolean allowed) {
    if (allowed) {
      assertThatCode(() -> read(Map.of(name, value))).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> read(Map.of(name, value)))
          .hasMessageContaining(name + "=" + value + " (test): must be");
    }
  }

  @Test
  void noPasswordIsShown() {
    assertThatThrownBy(
            () -> read(Map.of("realtime.allowed-origins", "https://me:secret@app.example.org")))
        .hasMessageContaining("realtime.allowed-origins=https://***@app.example.org (test)")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void aWrongItemOfAListIsNamedWithItsReason() {
    String origins = "https://a.example, https://b.example/";

    assertThatThrownBy(() -> read(Map.of("realtime.allowed-origins", origins)))
        .hasMessageContaining(
            "'https://b.example/' is invalid: an origin ends with its host or port");
  }

  @Test
  void aMessageShowsAValueEscapedAndCut() {
    String value = "a\nb" + "c".repeat(9_999);

    assertThatThrownBy(() -> read(Map.of("realtime.heartbeat", value)))
        .hasMessageContaining("realtime.heartbeat=a\\nbccc")
        .hasMessageNotContaining("c".repeat(201));
  }

  @Test
  void theRingHasAPowerOfTwoOfPlaces() {
    assertThat(read(Map.of("realtime.in-flight", "1000")).engine().history().inFlight())
        .isEqualTo(1024);
    assertThat(read(Map.of("realtime.in-flight", "1024")).engine().history().inFlight())
        .isEqualTo(1024);
  }
}
