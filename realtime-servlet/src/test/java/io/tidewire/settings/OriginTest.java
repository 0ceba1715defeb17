package io.tidewire.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins are compared as browsers compare them. */
class OriginTest {

  @ParameterizedTest
  @CsvSource({
    // a request to, host and port, a page of, is served
    "http, example.org, http://example.org, true",
    "http, EXAMPLE.org, http://example.ORG, true",
    "http, example.org:80, http://example.org, true",
    "http, example.org, http://example.org:80, true",
    "http, example.org:8080, http://example.org:8080, true",
    "http, example.org:8080, http://example.org, false",
    "http, example.org, http://example.org:8080, false",
    "http, example.org:8080, http://example.org:18080, false",
    "https, example.org, https://example.org, true",
    "https, example.org:443, https://example.org, true",
    "https, example.org, https://example.org:80, false",
    "HTTPS, example.org, https://example.org, true",
    // TLS ends in front of us, but never behind us
    "http, example.org, https://example.org, true",
    "http, example.org:443, https://example.org, false",
    "http, example.org:8443, https://example.org:8443, true",
    "http, example.org:8080, https://example.org, false",
    "https, example.org, http://example.org, false",
    "https, example.org:8443, http://example.org:8443, false",
    // other hosts
    "http, example.org, http://www.example.org, false",
    "http, www.example.org, http://example.org, false",
    "http, example.org, http://example.org.evil.example, false",
    "http, example.org, http://example.org., false",
    "http, example.org, ftp://example.org, false",
    "http, my_host, http://my_host, true",
    "http, xn--mller-kva.example, https://xn--mller-kva.example, true",
    // addresses
    "http, 127.0.0.1:8080, http://127.0.0.1:8080, true",
    "http, 127.0.0.1, http://localhost, false",
    "http, [::1]:8080, http://[::1]:8080, true",
    "http, [2001:DB8::1], https://[2001:db8::1], true",
    "http, [2001:db8:0:0:0:0:0:1], https://[2001:db8::1], true",
    "http, [2001:db8::1]:80, http://[2001:db8::1], true",
    "http, [2001:db8::1], http://[2001:db8::2], false",
    "http, [::ffff:10.0.0.1], http://[::ffff:a00:1], true",
    "http, 10.0.0.1, http://[::ffff:10.0.0.1], false"
  })
  void aPageIsServedOnlyByItsOwnOrigin(String scheme, String host, String page, boolean served) {
    assertThat(Origin.of(scheme, host).serves(Origin.parse(page))).isEqualTo(served);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "banana",
        "example.org",
        "http:/example.org",
        "http://",
        "http://example.org/",
        "http://example.org/path",
        "http://example.org?q",
        "http://example.org#f",
        "http://me@example.org",
        "http://example.org:",
        "http://example.org:abc",
        "http://example.org:65536",
        "http://example.org:80:80",
        "http://exa mple.org",
        "http://ex%61mple.org",
        "http://müller.example",
        "http://.example.org",
        "http://example..org",
        "http://*.example.org",
        "http://[::1",
        "http://::1",
        "http://[::g]",
        "http://[1::2::3]",
        "http://[:::]",
        "http://[1:2:3:4:5:6:7:8:9]",
        "http://[1:2:3:4:5:6:7]",
        "http://[::1]x",
        "http://[::1]:x",
        "http://127.1",
        "http://2130706433",
        "http://127.0.0.256",
        "http://127.0.0.01",
        "http://0x7f.1",
        "http://1.2.3.4.",
        "1http://example.org",
        "http://a.example, http://b.example"
      })
  void whatNoBrowserSendsIsNoOrigin(String text) {
    assertThatThrownBy(() -> Origin.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 8_000, 1_000_000})
  void aHostOfAnyLengthIsJudgedWithoutHarm(int labels) {
    assertThatThrownBy(() -> Origin.parse("http://" + "a.".repeat(labels) + "example"))
        .hasMessageContaining("longer");
  }
}
