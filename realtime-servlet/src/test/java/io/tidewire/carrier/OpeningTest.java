package io.tidewire.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.spi.ConnectRequest;
import io.tidewire.web.Refusal;
import io.tidewire.wire.MessageLimit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client takes in one message, as its query says. */
class OpeningTest {

  private record Query(@Nullable String max) implements ConnectRequest {
    @Override
    public Optional<String> principal() {
      return Optional.empty();
    }

    @Override
    public boolean isInRole(String role) {
      return false;
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> parameter(String name) {
      return Optional.ofNullable(max).filter(text -> name.equals("max"));
    }
  }

  @ParameterizedTest
  @CsvSource({"1024, 1024", "2047, 1024", "65536, 65536", "16777216, 16777216"})
  void itIsRoundedDownToAPowerOfTwo(String text, int bytes) {
    assertThat(Opening.limitOf(new Query(text))).isEqualTo(new MessageLimit(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1023", "16777217", "-1", "8k", "99999999999", "+8192"})
  void outOfRangeIsRefused(String text) {
    assertThatThrownBy(() -> Opening.limitOf(new Query(text)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("max");
  }

  @Test
  void aClientThatSaysNothingGetsWhatMostTake() {
    assertThat(Opening.limitOf(new Query(null))).isEqualTo(MessageLimit.DEFAULT);
  }
}
