package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text of unknown origin is shown so that it can do nothing to a log or a terminal. */
class ExcerptTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("https://app.example.org", "https://app.example.org"),
        Arguments.of("Überblick 概要 😀", "Überblick 概要 😀"),
        Arguments.of("a\r\nERROR forged", "a\\r\\nERROR forged"),
        Arguments.of("a\tb", "a\\tb"),
        Arguments.of("\u001b[31mred", "\\u001b[31mred"),
        Arguments.of("a\u0000b\u007f\u0085", "a\\u0000b\\u007f\\u0085"),
        Arguments.of("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029"),
        Arguments.of("right\u202eleft", "right\\u202eleft"),
        Arguments.of("\ud800 alone", "\\ud800 alone"),
        Arguments.of("tag \udb40\udc41", "tag \\u{e0041}"),
        Arguments.of("", ""));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void onlyWhatCouldDoHarmIsEscaped(String text, String shown) {
    assertThat(Excerpt.of(text)).isEqualTo(shown);
  }

  @Test
  void aTextThatFitsIsShownWhole() {
    assertThat(Excerpt.of("a".repeat(200))).isEqualTo("a".repeat(200));
  }

  @Test
  void aLongTextIsCutAndSaysHowLongItWas() {
    assertThat(Excerpt.of("a".repeat(8_000)))
        .startsWith("a".repeat(150))
        .endsWith("a... (8000 characters)");
  }

  @Property
  void nothingIsLongerThanTheBoundOrHasAControlCharacter(@ForAll String text) {
    assertThat(Excerpt.of(text.repeat(40)))
        .hasSizeLessThanOrEqualTo(Excerpt.MAX_LENGTH)
        .matches("[^\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]*");
  }
}
