package io.tidewire.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.settings.IpAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses count as one. */
class AddressKeyTest {

  private static long key(String address) {
    return IpAddress.parse(address).map(IpAddress::key).orElse(AddressKey.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 203.0.113.9, true",
    "203.0.113.9, 203.0.113.8, false",
    "203.0.113.9, ::ffff:203.0.113.9, true",
    "203.0.113.9, ::ffff:cb00:7109, true",
    "2001:db8:1:2::9, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::9, 2001:DB8:1:2::9, true",
    "2001:db8:1:2::9, 2001:db8:1:3::9, false",
    "fe80::1%eth0, fe80::1%eth1, true",
    "0.0.0.0, ::, false",
    "127.0.0.1, ::1, false",
    "::1, ::2, true"
  })
  void theyCountAsOne(String one, String other, boolean isSame) {
    assertThat(key(one) == key(other)).isEqualTo(isSame);
    assertThat(key(one)).isNotEqualTo(AddressKey.UNKNOWN);
    assertThat(key(other)).isNotEqualTo(AddressKey.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "here.example", "1.2.3", "1.2.3.4.5", "2001:db8", "[::1]", "%eth0"})
  void whatIsNoAddressIsUnknown(String text) {
    assertThat(key(text)).isEqualTo(AddressKey.UNKNOWN);
  }

  @Test
  void thoseOfIpv4AreOfNoNetworkThatAnybodyHas() {
    assertThat(key("255.255.255.255") >>> Integer.SIZE).isEqualTo(1);
    assertThat(key("0.0.0.1")).isEqualTo((1L << Integer.SIZE) | 1);
  }

  @Test
  void shortNumbersTellNeighboursApart() {
    assertThat(AddressKey.shortened(AddressKey.UNKNOWN)).isEqualTo(AddressKey.UNKNOWN);
    Set<Long> found = new HashSet<>();
    for (int i = 0; i < 256; i++) {
      found.add(AddressKey.shortened(key("203.0.113." + i)));
      found.add(AddressKey.shortened(key("2001:db8:1:" + Integer.toHexString(i) + "::1")));
    }
    assertThat(found).hasSize(512).allMatch(number -> number > 0 && number < 1L << 40);
  }
}
