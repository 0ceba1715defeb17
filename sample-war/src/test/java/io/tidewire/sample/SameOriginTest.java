package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameOriginTest {

  @ParameterizedTest
  @CsvSource({
    "http://desk.example,       false, desk.example,      true",
    "http://desk.example:80,    false, desk.example,      true",
    "http://DESK.example,       false, desk.EXAMPLE:80,   true",
    "http://desk.example:8080,  false, desk.example:8080, true",
    "https://desk.example,      true,  desk.example,      true",
    "https://desk.example,      true,  desk.example:443,  true",
    "https://desk.example,      false, desk.example,      true",
    "http://[::1]:8080,         false, [::1]:8080,        true",
    "http://desk.example,       true,  desk.example,      false",
    "http://desk.example:8081,  false, desk.example:8080, false",
    "https://desk.example:8443, true,  desk.example,      false",
    "http://evil.example,       false, desk.example,      false",
    "http://a.desk.example,     false, desk.example,      false",
    "http://desk.example.evil,  false, desk.example,      false",
    "http://desk.example@evil,  false, desk.example,      false",
    "ftp://desk.example,        false, desk.example,      false",
    "null,                      false, desk.example,      false",
    "'',                        false, desk.example,      false",
    "http://,                   false, desk.example,      false",
    "a b,                       false, desk.example,      false",
    "http://desk.example,       false, ,                  false",
    "http://desk.example,       false, a b,               false",
  })
  void aPageIsOwnByItsHostAndPort(String origin, boolean secure, String host, boolean own) {
    assertThat(SameOrigin.isOwn(origin, secure, host)).isEqualTo(own);
  }
}
