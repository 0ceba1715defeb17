package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code Forwarded} header (RFC 7239). */
class ForwardedHeaderTest {

  static Stream<Arguments> fields() {
    return Stream.of(
        Arguments.of("for=192.0.2.60", List.of(Map.of("for", "192.0.2.60"))),
        Arguments.of(
            "for=192.0.2.60;proto=http;by=203.0.113.43",
            List.of(Map.of("for", "192.0.2.60", "proto", "http", "by", "203.0.113.43"))),
        Arguments.of(
            "For=\"[2001:db8:cafe::17]:4711\"", List.of(Map.of("for", "[2001:db8:cafe::17]:4711"))),
        Arguments.of(
            "for=192.0.2.43, for=198.51.100.17",
            List.of(Map.of("for", "192.0.2.43"), Map.of("for", "198.51.100.17"))),
        Arguments.of("for=\"_gazonk\"", List.of(Map.of("for", "_gazonk"))),
        Arguments.of("for=unknown", List.of(Map.of("for", "unknown"))),
        Arguments.of("host=\"a\\\"b\\\\c\"", List.of(Map.of("host", "a\"b\\c"))),
        Arguments.of("host=\"a,b;c=d\"", List.of(Map.of("host", "a,b;c=d"))),
        Arguments.of(
            "HOST=example.org:8443 ; Proto=https",
            List.of(Map.of("host", "example.org:8443", "proto", "https"))),
        Arguments.of("for=a,,for=b,", List.of(Map.of("for", "a"), Map.of("for", "b"))));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void aFieldIsAListOfElements(String field, List<Map<String, String>> elements) {
    assertThat(ForwardedHeader.parse(field)).isEqualTo(elements);
  }

  /** Among them what a client sends so that the proxy's own element is read differently. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "for",
        "for=",
        "for=\"",
        "for=\"a",
        "for=\"a\\",
        "for=a b",
        "=a",
        "for=a;for=b",
        "for =a",
        "for= a",
        "for=a;host=evil.example;x=\", for=198.51.100.17;host=example.org",
        "for=\"a, for=\"[2001:db8::1]:4711\";host=example.org",
        "for=a,(comment)"
      })
  void aFieldThatIsNotWellFormedHasNoElements(String field) {
    assertThat(ForwardedHeader.parse(field)).isEmpty();
  }

  @Property
  void noTextIsTooOddToBeRead(@ForAll String field) {
    assertThat(ForwardedHeader.parse(field))
        .allSatisfy(element -> assertThat(element).isNotEmpty());
  }
}
