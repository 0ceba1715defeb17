package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may call itself. */
class ClientNameTest {

  private static @Nullable String in(@Nullable String query) {
    return ClientName.in(RecordedArrival.to("example.org").asking(query));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | -",
        "topic=a | -",
        "clients=abcdefghijklmnop | -",
        "client=abcdefghijklmnop | abcdefghijklmnop",
        "topic=a&client=ABC-defghijkl_09&since=now | ABC-defghijkl_09",
        "%63lient=abcdefghijklmn%6Fp | abcdefghijklmnop",
      })
  void aNameIsFoundInTheQuery(@Nullable String query, @Nullable String name) {
    assertThat(in(query)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client",
        "client=",
        "client=abcdefghijklmno",
        "client=abcdefghijklmnop+",
        "client=abcdefghijklmno%20p",
        "client=abcdefghijklmn%C3%B6p",
        "client=abcdefghijklmnop&client=abcdefghijklmnop",
        "client=abcdefghijklmnop%0A",
      })
  void whatIsNoNameIsRefusedAndNotRepeated(String query) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> in(query));
    assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(refusal.reason()).contains("16 to 64").doesNotContain("abc");
  }

  @ParameterizedTest
  @CsvSource({"64, true", "65, false"})
  void aNameHasSixtyFourCharactersAtMost(int length, boolean isAllowed) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> in("client=" + "x".repeat(length)));
    assertThat(refusal == null).isEqualTo(isAllowed);
  }
}
