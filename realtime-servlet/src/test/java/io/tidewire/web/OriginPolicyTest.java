package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect, and what the log says of one that may not. */
class OriginPolicyTest {

  private static final OriginPolicy POLICY =
      policy(
          Map.of(
              "realtime.allowed-origins", "https://app.example.org, https://*.partner.example",
              "realtime.trusted-proxies", "10.0.0.0/8"));
  private static final RecordedArrival ARRIVAL = RecordedArrival.to("example.org");

  private static OriginPolicy policy(Map<String, String> settings) {
    return new OriginPolicy(
        Settings.read(List.of(SettingSource.of("test", settings))).http().trust());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org",
        "https://example.org",
        "https://app.example.org",
        "https://APP.example.org:443",
        "https://shop.partner.example"
      })
  void itsOwnAndListedPagesMayConnect(String origin) {
    assertThat(POLICY.refusal(ARRIVAL.with("Origin", origin))).isEmpty();
  }

  @Test
  void whoSendsNoOriginIsNoPage() {
    assertThat(POLICY.refusal(ARRIVAL)).isEmpty();
    assertThat(POLICY.isListed(ARRIVAL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "banana",
        "ftp://example.org",
        "http://app.example.org",
        "https://partner.example",
        "https://evil.example",
        "https://app.example.org, https://app.example.org",
        "https://app.example.org/"
      })
  void allOthersMayNot(String origin) {
    RecordedArrival arrival = ARRIVAL.with("Origin", origin);

    assertThat(POLICY.refusal(arrival)).isPresent();
    assertThat(POLICY.isListed(arrival)).isFalse();
  }

  @Test
  void anUnencryptedPageIsForeignToAnEncryptedRequest() {
    RecordedArrival page = ARRIVAL.with("Origin", "http://example.org");

    assertThat(POLICY.refusal(page.over("https"))).isPresent();
    assertThat(POLICY.refusal(page.from("10.0.0.1").with("X-Forwarded-Proto", "https")))
        .isPresent();
    assertThat(POLICY.refusal(page.from("203.0.113.9").with("X-Forwarded-Proto", "https")))
        .isEmpty();
  }

  @Test
  void repeatedOriginsAreRefusedEvenIfEachIsListed() {
    RecordedArrival twice =
        ARRIVAL.with("Origin", "https://app.example.org", "https://app.example.org");

    assertThat(POLICY.refusal(twice))
        .hasValueSatisfying(why -> assertThat(why).contains("2 Origin"));
    assertThat(POLICY.isListed(twice)).isFalse();
  }

  @Test
  void aPageBehindATrustedProxyIsComparedWithTheHostThatTheProxyTells() {
    RecordedArrival proxied =
        RecordedArrival.to("backend:8080")
            .with("X-Forwarded-Host", "www.example.org")
            .with("Origin", "https://www.example.org");

    assertThat(POLICY.refusal(proxied.from("10.1.2.3"))).isEmpty();
    assertThat(POLICY.refusal(proxied.from("192.0.2.1"))).isPresent();
    assertThat(POLICY.refusal(proxied.from("10.1.2.3").replaced())).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "POST, none, cross-site, foreign",
        "POST, none, same-site, foreign",
        "POST, none, Cross-Site, foreign",
        "POST, none, same-origin, allowed",
        "POST, none, none-of-these, allowed",
        "POST, none, '', allowed",
        "POST, none, none, allowed",
        // What the browser says counts, even where the origin looks like our own.
        "POST, http://example.org, cross-site, foreign",
        "POST, http://example.org, same-site, foreign",
        "POST, http://example.org, same-origin, allowed",
        "POST, https://evil.example, same-origin, foreign",
        "POST, null, cross-site, foreign",
        "POST, https://app.example.org, cross-site, allowed",
        "POST, https://shop.partner.example, same-site, allowed",
        "GET, none, cross-site, allowed",
        "GET, http://example.org, same-site, allowed",
        "GET, https://evil.example, cross-site, foreign"
      })
  void thePostOfAForeignPageIsRefusedByWhatItsBrowserSays(
      String method, String origin, String site, String verdict) {
    RecordedArrival arrival = ARRIVAL.by(method);
    arrival = origin == null ? arrival : arrival.with("Origin", origin);
    arrival = site == null ? arrival : arrival.with("Sec-Fetch-Site", site);

    assertThat(POLICY.refusal(arrival).isPresent()).isEqualTo(verdict.equals("foreign"));
  }

  @Test
  void aUsersOwnNavigationIsNoForeignPage() {
    assertThat(POLICY.refusal(ARRIVAL.by("POST").with("Sec-Fetch-Site", "none"))).isEmpty();
  }

  @Test
  void aRepeatedSiteIsForeignToAPostOnly() {
    RecordedArrival twice = ARRIVAL.with("Sec-Fetch-Site", "same-origin", "same-origin");

    assertThat(POLICY.refusal(twice.by("POST")))
        .hasValueSatisfying(why -> assertThat(why).contains("2 Sec-Fetch-Site"));
    assertThat(POLICY.refusal(twice)).isEmpty();
  }

  @Test
  void theLogSaysWhatTheBrowserSaid() {
    assertThat(POLICY.refusal(ARRIVAL.by("POST").with("Sec-Fetch-Site", "cross-site")))
        .contains(
            "its browser says 'cross-site' of its page (Sec-Fetch-Site), whose origin is not listed"
                + " in realtime.allowed-origins");
  }

  @Test
  void theLogSaysWhatWasComparedWithWhatAndWhatWasNotBelieved() {
    RecordedArrival arrival =
        RecordedArrival.to("backend:8080")
            .from("192.0.2.1")
            .with("X-Forwarded-Host", "www.example.org")
            .with("Origin", "https://www.example.org");

    assertThat(POLICY.refusal(arrival))
        .contains(
            "origin 'https://www.example.org' is not listed in realtime.allowed-origins, and is"
                + " foreign to 'http://backend:8080' (by Host); the client is 192.0.2.1;"
                + " X-Forwarded-Host 'www.example.org' was not believed, since it came from"
                + " 192.0.2.1, which realtime.trusted-proxies does not list");
  }

  @Test
  void theLogShowsNoMoreOfWhatAClientSentThanItCanBear() {
    RecordedArrival arrival =
        ARRIVAL
            .with("Origin", "https://evil.example\r\nERROR forged" + "x".repeat(8_000))
            .with("X-Forwarded-Host", "\u001b[31m" + "y".repeat(8_000));

    assertThat(POLICY.refusal(arrival))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .hasSizeLessThan(900)
                    .doesNotContain("\r", "\n", "\u001b")
                    .contains("\\r\\nERROR", "\\u001b[31m"));
  }
}
