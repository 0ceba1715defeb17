package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.spi.PayloadReader;
import jakarta.json.bind.JsonbException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a payload of a client is bound to. */
class DefaultCodecReadTest {

  /** What a page sends. */
  public record Line(String text, List<Integer> numbers) {
    /** Refuses what the application does not want. */
    public Line {
      if ("bad".equals(text)) {
        throw new IllegalArgumentException("io.acme.Line wants no bad text");
      }
    }
  }

  private static final Payload IMAGE = Payload.binary(new byte[] {1, 2}, "image/png");

  private final PayloadReader reader = new DefaultCodec();

  Map<String, Line> lines;

  @Test
  void objectsAreBoundByJsonB() throws Exception {
    Payload line = Payload.json("{\"text\":\"hi\",\"numbers\":[1,2]}");
    assertThat(reader.read(line, Line.class)).isEqualTo(new Line("hi", List.of(1, 2)));
    Type map = DefaultCodecReadTest.class.getDeclaredField("lines").getGenericType();
    assertThat(reader.read(Payload.json("{\"a\":{\"text\":\"hi\"}}"), map))
        .isEqualTo(Map.of("a", new Line("hi", null)));
    assertThat(reader.read(Payload.json("null"), Line.class)).isNull();
  }

  @Test
  void aFaultIsToldByItsPathAndNoClass() {
    assertThatThrownBy(
            () -> reader.read(Payload.json("{\"text\":\"a\",\"numbers\":[1,[]]}"), Line.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("data.numbers[1] does not fit its type")
        .hasCauseInstanceOf(JsonbException.class);
    assertThatThrownBy(() -> reader.read(Payload.json("{\"text\":\"bad\"}"), Line.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("data.text does not fit its type");
  }

  @Test
  void textsAreReadFromJsonStringsAndFromText() {
    assertThat(reader.read(Payload.json("\"\\u00e4\""), String.class)).isEqualTo("\u00e4");
    assertThat(reader.read(Payload.json("null"), String.class)).isNull();
    assertThat(reader.read(Payload.binary(new byte[] {'h', 'i'}, "text/plain"), String.class))
        .isEqualTo("hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "true", "[\"a\"]", "{}"})
  void whatIsNoJsonStringIsNoText(String json) {
    assertThatThrownBy(() -> reader.read(Payload.json(json), String.class))
        .isInstanceOf(PayloadException.class)
        .hasMessage("data does not fit its type");
  }

  @Test
  void bytesAreGivenAsTheyAre() throws IOException {
    assertThat(reader.read(IMAGE, Payload.class)).isSameAs(IMAGE);
    assertThat(reader.read(IMAGE, byte[].class)).isEqualTo(new byte[] {1, 2});
    try (InputStream in = (InputStream) reader.read(IMAGE, InputStream.class)) {
      assertThat(in.readAllBytes()).containsExactly(1, 2);
    }
    try (InputStream in = (InputStream) reader.read(Payload.json("[1]"), InputStream.class)) {
      assertThat(in.readAllBytes()).containsExactly('[', '1', ']');
    }
  }

  @Test
  void binaryDataIsBoundToNoObject() {
    for (Class<?> type : List.of(Line.class, String.class, List.class)) {
      assertThatThrownBy(() -> reader.read(IMAGE, type))
          .isInstanceOf(PayloadException.class)
          .hasMessage("data is binary (image/png), not JSON");
    }
  }

  @Test
  void withoutJsonBNothingElseIsBoundAndThatIsNoFaultOfTheClients() {
    assertThatThrownBy(() -> new NoCodec(new NoClassDefFoundError("x")).read("{}", Line.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("there is no JSON-B implementation");
  }
}
