package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.settings.AddressRange;
import io.tidewire.settings.HeaderFamily;
import io.tidewire.settings.Settings;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is believed of what proxies tell: no more than a trusted one wrote itself. */
class ProxiesTest {

  private static final Proxies X_FORWARDED = proxies(HeaderFamily.X_FORWARDED);
  private static final Proxies FORWARDED = proxies(HeaderFamily.FORWARDED);
  private static final RecordedArrival BEHIND = RecordedArrival.to("backend:8080").from("10.0.0.1");

  private static Proxies proxies(HeaderFamily family) {
    List<AddressRange> ranges =
        Stream.of("10.0.0.0/8", "fd00::/8").map(AddressRange::parse).toList();
    return new Proxies(new Settings.HttpSettings.Trust(List.of(), ranges, family, Set.of(), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 203.0.113.9",
        "198.51.100.7, 203.0.113.9 | 203.0.113.9",
        "203.0.113.9, 10.0.0.3 | 203.0.113.9",
        "6.6.6.6, 203.0.113.9, 10.0.0.3, 10.0.0.2 | 203.0.113.9",
        "10.0.0.9, 203.0.113.9 | 203.0.113.9",
        "10.0.0.4, 10.0.0.3 | 10.0.0.4",
        "203.0.113.9:4711 | 203.0.113.9",
        "2001:db8::9 | 2001:db8::9",
        "[2001:db8::9]:4711 | 2001:db8::9",
        "::ffff:203.0.113.9 | ::ffff:203.0.113.9",
        "2001:db8::9, fd00::3 | 2001:db8::9",
        "203.0.113.9, unknown | 10.0.0.1",
        "203.0.113.9, unknown, 10.0.0.3 | 10.0.0.3",
        "'203.0.113.9, ' | 10.0.0.1",
        "203.0.113.9, _hidden | 10.0.0.1",
        "'' | 10.0.0.1",
        "203.0.113.9, 1.2.3.4.5 | 10.0.0.1",
        "203.0.113.9 10.0.0.3 | 10.0.0.1"
      })
  void theClientIsTheFirstFromTheRightThatIsNotTrusted(String header, String client) {
    assertThat(X_FORWARDED.route(BEHIND.with("X-Forwarded-For", header)).client())
        .isEqualTo(client);
  }

  @Test
  void allFieldsOfOneNameAreOneList() {
    RecordedArrival arrival =
        BEHIND
            .with("X-Forwarded-For", "6.6.6.6", "203.0.113.9, 10.0.0.3")
            .with("X-Forwarded-Host", "evil.example", "app.example.org");

    Route route = X_FORWARDED.route(arrival);
    assertThat(route.client()).isEqualTo("203.0.113.9");
    assertThat(route.authority()).isEqualTo("app.example.org");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app.example.org | | | http | app.example.org",
        "evil.example, app.example.org | | https | https | app.example.org",
        "app.example.org | 8443 | https | https | app.example.org:8443",
        "app.example.org:9443 | 8443 | https | https | app.example.org:9443",
        "app.example.org | 443 | https | https | app.example.org",
        "app.example.org | 80 | https | https | app.example.org",
        "app.example.org | banana | https | https | app.example.org",
        "app.example.org | | http, https | https | app.example.org",
        "app.example.org | | https, http | http | app.example.org",
        "app.example.org | | WSS | https | app.example.org",
        "app.example.org | | gopher | http | app.example.org",
        "[2001:db8::1] | 8443 | https | https | [2001:db8::1]:8443",
        " | | https | https | backend:8080",
        "a b | | https | https | backend:8080"
      })
  void hostPortAndSchemeAreThoseOfTheNearestProxy(
      String host, String port, String proto, String scheme, String authority) {
    RecordedArrival arrival = with(with(with(BEHIND, "Host", host), "Port", port), "Proto", proto);

    Route route = X_FORWARDED.route(arrival);
    assertThat(route.scheme()).isEqualTo(scheme);
    assertThat(route.authority()).isEqualTo(authority);
  }

  private static RecordedArrival with(RecordedArrival arrival, String name, String value) {
    return value == null ? arrival : arrival.with("X-Forwarded-" + name, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=203.0.113.9;host=app.example.org;proto=https | 203.0.113.9 | https | app.example.org",
        "for=\"203.0.113.9:4711\";host=\"app.example.org:8443\" | 203.0.113.9 | http"
            + " | app.example.org:8443",
        "for=\"[2001:db8::9]:4711\";host=app.example.org | 2001:db8::9 | http | app.example.org",
        "for=6.6.6.6;host=evil.example, for=203.0.113.9;host=app.example.org | 203.0.113.9 | http"
            + " | app.example.org",
        "for=203.0.113.9;host=evil.example, for=10.0.0.3 | 203.0.113.9 | http | backend:8080",
        "for=_hidden;host=app.example.org | 10.0.0.1 | http | app.example.org",
        "for=203.0.113.9, for=unknown | 10.0.0.1 | http | backend:8080",
        "host=app.example.org | 10.0.0.1 | http | app.example.org",
        "for=203.0.113.9;host=\"app.example.org | 10.0.0.1 | http | backend:8080",
        "for=1.1.1.1;host=evil.example;x=\", for=203.0.113.9;host=app.example.org | 10.0.0.1 | http"
            + " | backend:8080"
      })
  void theStandardHeaderIsReadTheSameWay(
      String header, String client, String scheme, String authority) {
    Route route = FORWARDED.route(BEHIND.with("Forwarded", header));

    assertThat(route.client()).isEqualTo(client);
    assertThat(route.scheme()).isEqualTo(scheme);
    assertThat(route.authority()).isEqualTo(authority);
  }

  @Test
  void aMalformedLastFieldHidesWhatIsInFrontOfIt() {
    Route route =
        FORWARDED.route(
            BEHIND.with("Forwarded", "for=203.0.113.9;host=evil.example", "for=\"10.0.0.3"));

    assertThat(route.client()).isEqualTo("10.0.0.1");
    assertThat(route.authority()).isEqualTo("backend:8080");
  }

  @Test
  void theOtherFamilyIsNeverRead() {
    RecordedArrival arrival =
        BEHIND
            .with("X-Forwarded-For", "203.0.113.9")
            .with("X-Forwarded-Host", "app.example.org")
            .with("Forwarded", "for=6.6.6.6;host=evil.example");

    Route byDefault = X_FORWARDED.route(arrival);
    assertThat(byDefault.authority()).isEqualTo("app.example.org");
    assertThat(byDefault.doubts())
        .containsExactly(
            "Forwarded 'for=6.6.6.6;host=evil.example' was not believed, since realtime.forwarded"
                + " names the other family of headers");
    Route standard = FORWARDED.route(arrival);
    assertThat(standard.client()).isEqualTo("6.6.6.6");
    assertThat(standard.authority()).isEqualTo("evil.example");
  }

  @Test
  void whoIsNoTrustedProxyIsNotBelieved() {
    RecordedArrival arrival =
        BEHIND
            .from("203.0.113.66")
            .with("X-Forwarded-For", "10.0.0.1")
            .with("X-Forwarded-Proto", "https")
            .with("X-Forwarded-Host", "evil.example");

    Route route = X_FORWARDED.route(arrival);
    assertThat(route.client()).isEqualTo("203.0.113.66");
    assertThat(route.scheme()).isEqualTo("http");
    assertThat(route.authority()).isEqualTo("backend:8080");
    assertThat(route.doubts())
        .containsExactly(
            "X-Forwarded-Host 'evil.example' was not believed, since it came from 203.0.113.66,"
                + " which realtime.trusted-proxies does not list");
  }

  @Test
  void whereTheServerHasReplacedTheAddressNoHeaderIsBelieved() {
    RecordedArrival arrival = BEHIND.with("X-Forwarded-Host", "app.example.org").replaced();

    Route route = X_FORWARDED.route(arrival);
    assertThat(route.client()).isEqualTo("10.0.0.1");
    assertThat(route.authority()).isEqualTo("backend:8080");
    assertThat(route.doubts())
        .singleElement()
        .asString()
        .contains("the server itself has replaced its peer's address by another");
  }

  @Test
  void aPeerWithoutAnAddressIsNotTrusted() {
    Route route = X_FORWARDED.route(BEHIND.from("").with("X-Forwarded-Host", "evil.example"));

    assertThat(route.authority()).isEqualTo("backend:8080");
    assertThat(route.doubts()).singleElement().asString().contains("not known here");
  }
}
