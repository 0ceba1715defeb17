package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.limits.AddressKey;
import io.tidewire.settings.IpAddress;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By which address a client counts, and who is told that a proxy is not trusted. */
class ClientAddressTest {

  private static final RecordedArrival HERE = RecordedArrival.to("here.example");

  private static ClientAddress addresses(Map<String, String> settings) {
    Settings read = Settings.read(List.of(SettingSource.of("test", settings)));
    return new ClientAddress(read.http().trust(), "secret");
  }

  private static ClientAddress trusting(String proxies) {
    return addresses(Map.of("realtime.trusted-proxies", proxies));
  }

  private static long key(String address) {
    return IpAddress.parse(address).map(IpAddress::key).orElse(AddressKey.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | | 203.0.113.9",
        "203.0.113.9 | 6.6.6.6 | 203.0.113.9",
        "10.0.0.1 | 203.0.113.9 | 203.0.113.9",
        "10.0.0.1 | 6.6.6.6, 203.0.113.9 | 203.0.113.9",
        "10.0.0.1 | 2001:db8:1:2:3::9 | 2001:db8:1:2::",
        "10.0.0.1 | | 10.0.0.1",
        "10.0.0.1 | unknown | 10.0.0.1",
        "'' | 203.0.113.9 | ''",
        "here.example | | ''"
      })
  void itIsWhereTheClientIsAsFarAsProxiesAreBelieved(String peer, String told, String client) {
    RecordedArrival from = HERE.from(peer);
    RecordedArrival arrival = told == null ? from : from.with("X-Forwarded-For", told);
    assertThat(trusting("10.0.0.0/8").of(arrival)).isEqualTo(key(client));
  }

  @Test
  void theOtherFamilyIsReadIfTheSettingSaysSo() {
    ClientAddress addresses =
        addresses(
            Map.of("realtime.trusted-proxies", "10.0.0.0/8", "realtime.forwarded", "forwarded"));
    RecordedArrival arrival =
        HERE.from("10.0.0.1")
            .with("Forwarded", "for=\"[2001:db8::9]:4711\"")
            .with("X-Forwarded-For", "6.6.6.6");
    assertThat(addresses.of(arrival)).isEqualTo(key("2001:db8::1"));
  }

  @ParameterizedTest
  @CsvSource({"X-Forwarded-For", "Forwarded"})
  void aProxyThatIsNotTrustedIsToldOfOnce(String header) {
    ClientAddress addresses = trusting("10.0.0.0/8");
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      addresses.of(HERE.from("192.0.2.1"));
      addresses.of(HERE.from("10.0.0.1").with(header, "203.0.113.9"));
      assertThat(log.messages()).isEmpty();
      for (int i = 0; i < 3; i++) {
        addresses.of(HERE.from("192.0.2.1").with(header, "203.0.113.9"));
      }
      assertThat(log.messages(Level.WARNING))
          .singleElement()
          .asString()
          .contains("192.0.2.1 has " + header, "realtime.trusted-proxies", "one address");
    }
  }

  @Test
  void anAddressThatTheServerHasReplacedIsTakenAsItIs() {
    ClientAddress addresses = trusting("10.0.0.0/8");
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      RecordedArrival arrival =
          HERE.from("203.0.113.9").replaced().with("X-Forwarded-For", "6.6.6.6");
      assertThat(addresses.of(arrival)).isEqualTo(key("203.0.113.9"));
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  void aFilterPassesItOnAndNoClientCan() {
    ClientAddress addresses = trusting("10.0.0.0/8");
    for (String address : List.of("203.0.113.9", "2001:db8::9", "ffff::1", "")) {
      String pass = addresses.pass(HERE.from(address));
      RecordedArrival handshake = HERE.from("").with(Gate.ENTERED, pass);
      assertThat(addresses.passed(handshake)).isNotNull();
      assertThat(addresses.of(handshake)).isEqualTo(key(address));
    }
    for (String forged : List.of("secret", "@1", "other@1", "")) {
      RecordedArrival handshake = HERE.from("203.0.113.9").with(Gate.ENTERED, forged);
      assertThat(addresses.passed(handshake)).isNull();
      assertThat(addresses.of(handshake)).isEqualTo(key("203.0.113.9"));
    }
    String pass = addresses.pass(HERE);
    assertThat(addresses.passed(HERE.with(Gate.ENTERED, pass, pass))).isNull();
  }
}
