package io.tidewire.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be listed as an origin, and which pages an entry is about. */
class OriginEntryTest {

  @ParameterizedTest
  @CsvSource({
    "https://app.example.org, https://app.example.org, true",
    "HTTPS://App.Example.ORG, https://app.example.org, true",
    "https://app.example.org:443, https://app.example.org, true",
    "https://app.example.org, https://app.example.org:443, true",
    "https://app.example.org:8443, https://app.example.org, false",
    "https://app.example.org, http://app.example.org, false",
    "http://app.example.org, https://app.example.org, false",
    "https://app.example.org, https://app.example.org.evil.example, false",
    "https://[2001:DB8:0:0:0:0:0:1]:8443, https://[2001:db8::1]:8443, true",
    "https://müller.example, https://xn--mller-kva.example, true",
    "https://xn--mller-kva.example, https://xn--mller-kva.example, true",
    "https://*.müller.example, https://shop.xn--mller-kva.example, true",
    "capacitor://localhost, capacitor://localhost, true",
    "chrome-extension://abcdefghijklmnop, chrome-extension://abcdefghijklmnop, true",
    // subdomains
    "https://*.example.org, https://a.example.org, true",
    "https://*.example.org, https://a.b.example.org, true",
    "https://*.example.org, https://A.EXAMPLE.org:443, true",
    "https://*.example.org, https://example.org, false",
    "https://*.example.org, https://badexample.org, false",
    "https://*.example.org, http://a.example.org, false",
    "https://*.example.org, https://a.example.org:8443, false",
    "https://*.example.org:8443, https://a.example.org:8443, true",
    "https://*.example.org, https://a.example.org.evil.example, false"
  })
  void anEntryIsAboutThesePages(String entry, String page, boolean matches) {
    assertThat(OriginEntry.parse(entry).matches(Origin.parse(page))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | sandboxed",
        "* | whole labels",
        "https://* | whole labels",
        "https://*example.org | whole labels",
        "https://app*.example.org | whole labels",
        "https://app.*.org | whole labels",
        "https://*.*.example.org | whole labels",
        "*.example.org | whole labels",
        "*://app.example.org | whole labels",
        "https://*.127.0.0.1 | no subdomains",
        "https://*.[::1] | no subdomains",
        "app.example.org | scheme",
        "https://app.example.org/ | ends with its host",
        "https://app.example.org/index.html | ends with its host",
        "https://app.example.org?x | ends with its host",
        "https://me@app.example.org | no user",
        "https://app.example.org:0443x | port",
        "ftp://app.example.org | no page",
        "file://app | no page",
        "wss://app.example.org | no page",
        "https://a b | host is not well formed",
        "https://127.1 | IPv4",
        "https://straße.example | xn--"
      })
  void anEntryThatCanNeverMatchIsRefusedWithItsReason(String entry, String reason) {
    assertThatThrownBy(() -> OriginEntry.parse(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
