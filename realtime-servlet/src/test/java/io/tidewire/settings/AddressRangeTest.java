package io.tidewire.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and ranges of addresses. */
class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "172.16.0.0/12, 172.31.0.1, true",
    "172.16.0.0/12, 172.32.0.1, false",
    "192.168.1.128/25, 192.168.1.129, true",
    "192.168.1.128/25, 192.168.1.127, false",
    "10.0.0.1/32, 10.0.0.1, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "::1, ::2, false",
    "FD00::/8, fdab::1, true",
    "fd00::/8, fe80::1, false",
    "fe80::/10, fe80::1%eth0, true",
    "2001:db8:8000::/33, 2001:db8:8000::1, true",
    "2001:db8:8000::/33, 2001:db8::1, false",
    // one address in two forms
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "::ffff:10.0.0.1, 10.0.0.1, true"
  })
  void aRangeHasTheseAddresses(String range, String address, boolean contained) {
    assertThat(AddressRange.parse(range).contains(IpAddress.parse(address).orElseThrow()))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "proxy.example.org", "localhost", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1/33",
        "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0.1/8", "10.0.0.0/8/8", "[::1]", ":::1",
        "1::2::3", "12345::", "fd00::1/8", "::/129", "10.0.0.1:80", "1.2.3.4::"
      })
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
