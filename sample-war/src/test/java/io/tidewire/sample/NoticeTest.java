package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {

  private static final UserName ANN = new UserName("ann");

  @ParameterizedTest
  @ValueSource(strings = {"ann", "Jürgen", "a.b_c@d-e", "李"})
  void takesNames(String name) {
    assertThat(new UserName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "$user", "*", "a\n", "\ud800"})
  void refusesWhatIsNoName(String name) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> new UserName(name));
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void refusesLongNames() {
    assertThat(new UserName("x".repeat(64)).value()).hasSize(64);
    assertThat(catchThrowableOfType(RefusedException.class, () -> new UserName("x".repeat(65))))
        .hasMessageContaining("64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\u0000", "a\nb"})
  void refusesTextThatSaysNothing(String text) {
    assertThat(catchThrowableOfType(RefusedException.class, () -> new Notice(ANN, text)))
        .hasMessageContaining("'text'");
  }

  @Test
  void refusesLongText() {
    assertThat(new Notice(ANN, "x".repeat(500)).text()).hasSize(500);
    assertThat(catchThrowableOfType(RefusedException.class, () -> new Notice(ANN, "x".repeat(501))))
        .hasMessageContaining("500");
  }
}
