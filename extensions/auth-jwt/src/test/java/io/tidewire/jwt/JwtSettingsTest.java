package io.tidewire.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.spi.TokenVerifierProvider;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stops a deployment, and what the message says. */
class JwtSettingsTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Map<String, String> BY_KEYS =
      Map.of(
          "realtime.jwt.keys", "https://issuer.example/keys",
          "realtime.jwt.issuer", "https://issuer.example",
          "realtime.jwt.audience", "app",
          "realtime.jwt.algorithms", "RS256, ES256");
  private static final Map<String, String> BY_SECRET =
      Map.of(
          "realtime.jwt.secret", SECRET,
          "realtime.jwt.issuer", "https://issuer.example",
          "realtime.jwt.audience", "app",
          "realtime.jwt.algorithms", "HS256");

  private static Map<String, String> with(Map<String, String> settings, String... more) {
    Map<String, String> changed = new HashMap<>(settings);
    for (int i = 0; i < more.length; i += 2) {
      changed.put(more[i], more[i + 1]);
    }
    return changed;
  }

  private static Map<String, String> without(Map<String, String> settings, String name) {
    Map<String, String> changed = new HashMap<>(settings);
    changed.remove(name);
    return changed;
  }

  @Test
  void itIsFoundAsAServiceAndMakesNothingWithoutSettings() {
    TokenVerifierProvider found =
        ServiceLoader.load(TokenVerifierProvider.class).findFirst().orElseThrow();

    assertThat(found).isInstanceOf(JwtVerifiers.class);
    assertThat(found.open(Map.of())).isEmpty();
    assertThat(found.open(BY_KEYS)).isPresent();
    assertThat(found.open(BY_SECRET)).isPresent();
    assertThat(found.settings())
        .hasSize(10)
        .allMatch(name -> name.startsWith("realtime.jwt."))
        .containsAll(BY_KEYS.keySet())
        .containsAll(BY_SECRET.keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys | http://issuer.example/keys | must be an https URL",
        "keys | http://127.0.0.1.example/keys | must be an https URL",
        "keys | http://localhost.example/keys | must be an https URL",
        "keys | file:///etc/keys | must be an https URL",
        "keys | /keys | must be an https URL",
        "keys | https:///keys | must be an https URL",
        "keys | https://issuer.example/k eys | must be an https URL",
        "keys | https://user:hunter2@issuer.example/keys | must be an https URL",
        "algorithms | none | nobody has signed",
        "algorithms | RS256, none | nobody has signed",
        "algorithms | HS256 | HS256 needs realtime.jwt.secret rather than realtime.jwt.keys",
        "algorithms | EdDSA | 'EdDSA' is not supported, use ES256",
        "algorithms | rs256 | 'rs256' is none of",
        "algorithms | ES256K | 'ES256K' is none of",
        "algorithms | , | realtime.jwt.algorithms is missing",
        "issuer | , | realtime.jwt.issuer is missing",
        "audience | '' | realtime.jwt.audience is missing",
        "user | ' ' | realtime.jwt.user is empty",
        "clock-difference | -1s | from 0s to 5m",
        "clock-difference | 301s | from 0s to 5m",
        "clock-difference | PT-1S | from 0s to 5m",
        "clock-difference | 60 | from 0s to 5m",
        "clock-difference | banana | clock-difference=banana: must be",
        "require-expiry | maybe | require-expiry=maybe: must be true or false",
      })
  void aWrongValueIsNamed(String name, String value, String message) {
    assertThatThrownBy(() -> JwtSettings.read(with(BY_KEYS, "realtime.jwt." + name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("realtime.jwt.")
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "keys, HTTPS://issuer.example:8443/keys?a=b",
    "keys, http://localhost:8080/keys",
    "keys, http://127.0.0.1/keys",
    "keys, http://[::1]:8080/keys",
    "clock-difference, 0s",
    "clock-difference, 5m",
    "clock-difference, 1500ms",
    "clock-difference, PT1M",
    "require-expiry, FALSE"
  })
  void aRightValueIsTaken(String name, String value) {
    assertThat(JwtSettings.read(with(BY_KEYS, "realtime.jwt." + name, value)).keys()).isPresent();
  }

  @Test
  void thereIsEitherASecretOrAUrl() {
    String both = "set either realtime.jwt.keys or realtime.jwt.secret, and not both";
    assertThatThrownBy(() -> JwtSettings.read(with(BY_KEYS, "realtime.jwt.secret", SECRET)))
        .hasMessageContaining(both)
        .message()
        .doesNotContain(SECRET);
    assertThatThrownBy(() -> JwtSettings.read(without(BY_KEYS, "realtime.jwt.keys")))
        .hasMessageContaining(both);
  }

  @Test
  void aSecretIsForItsOwnFamilyAndLongEnough() {
    assertThatThrownBy(() -> JwtSettings.read(with(BY_SECRET, "realtime.jwt.algorithms", "RS256")))
        .hasMessageContaining("RS256 needs realtime.jwt.keys rather than realtime.jwt.secret");
    assertThatThrownBy(
            () -> JwtSettings.read(with(BY_SECRET, "realtime.jwt.secret", SECRET.substring(1))))
        .hasMessage("realtime.jwt.secret is shorter than the 32 bytes that HS256 needs")
        .message()
        .doesNotContain(SECRET.substring(1));
    assertThatThrownBy(
            () -> JwtSettings.read(with(BY_SECRET, "realtime.jwt.algorithms", "HS256,HS512")))
        .hasMessageContaining("shorter than the 64 bytes that HS512 needs");
    assertThat(JwtSettings.read(BY_SECRET)).asString().doesNotContain(SECRET);
  }

  @Test
  void allFaultsAreReportedAtOnce() {
    assertThatThrownBy(() -> JwtSettings.read(Map.of("realtime.jwt.roles", "groups")))
        .message()
        .satisfies(
            message ->
                assertThat(Arrays.asList(message.split("; ", -1)))
                    .hasSize(4)
                    .anyMatch(fault -> fault.contains("either realtime.jwt.keys"))
                    .anyMatch(fault -> fault.contains("realtime.jwt.algorithms is missing"))
                    .anyMatch(fault -> fault.contains("realtime.jwt.issuer is missing"))
                    .anyMatch(fault -> fault.contains("realtime.jwt.audience is missing")));
  }

  @Test
  void aSubscriberHasRoomForSixteenAttributes() {
    String sixteen =
        IntStream.range(0, 16).mapToObj(i -> "claim" + i).collect(Collectors.joining(","));
    assertThat(
            JwtSettings.read(with(BY_KEYS, "realtime.jwt.attributes", sixteen))
                .claims()
                .attributes())
        .hasSize(16);

    assertThatThrownBy(
            () -> JwtSettings.read(with(BY_KEYS, "realtime.jwt.attributes", sixteen + ",another")))
        .hasMessageContaining("17 claims, at most 16");
  }
}
