package io.tidewire.sample;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderReaderTest {

  private static final String JSON = "application/json";
  private static final String GOOD = "{\"region\":\"eu\",\"item\":\"chair\",\"quantity\":2}";

  private final OrderReader reader = new OrderReader();

  private NewOrder read(String type, byte[] body) throws IOException {
    return reader.read(type, new ByteArrayInputStream(body));
  }

  private RefusedException refusal(String type, byte[] body) {
    return catchThrowableOfType(RefusedException.class, () -> read(type, body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        JSON,
        "Application/JSON",
        "application/json;charset=UTF-8",
        JSON + "; charset=utf-8"
      })
  void readsAnOrder(String type) throws IOException {
    assertThat(read(type, GOOD.getBytes(UTF_8))).isEqualTo(new NewOrder("eu", "chair", 2));
  }

  @Test
  void readsWhatIsNotAscii() throws IOException {
    byte[] body = GOOD.replace("chair", "Stühle 椅子").getBytes(UTF_8);
    assertThat(read(JSON, body).item()).isEqualTo("Stühle 椅子");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "text/plain; application/json",
        "application/json; charset=utf-16"
      })
  void refusesOtherTypes(String type) {
    assertThat(refusal(type, GOOD.getBytes(UTF_8)).status()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                             | one JSON object",
        "chair                                          | one JSON object",
        "[]                                             | one JSON object",
        "null                                           | one JSON object",
        "{\"region\":\"eu\"                             | one JSON object",
        "{\"region\":\"eu\",\"item\":\"x\",\"quantity\":1} {} | one JSON object",
        "{}                                             | 'region'",
        "{\"region\":null,\"item\":\"x\",\"quantity\":1}    | 'region'",
        "{\"region\":7,\"item\":\"x\",\"quantity\":1}       | 'region'",
        "{\"region\":\"\",\"item\":\"x\",\"quantity\":1}    | 'region'",
        "{\"region\":\"EU\",\"item\":\"x\",\"quantity\":1}  | 'region'",
        "{\"region\":\"e/u\",\"item\":\"x\",\"quantity\":1} | 'region'",
        "{\"region\":\"*\",\"item\":\"x\",\"quantity\":1}   | 'region'",
        "{\"region\":\"abcdefghijklmnopq\",\"item\":\"x\",\"quantity\":1} | 'region'",
        "{\"region\":\"eu\",\"quantity\":1}              | 'item'",
        "{\"region\":\"eu\",\"item\":\" \",\"quantity\":1}  | 'item'",
        "{\"region\":\"eu\",\"item\":\"\\u0000\",\"quantity\":1} | 'item'",
        "{\"region\":\"eu\",\"item\":[],\"quantity\":1}    | 'item'",
        "{\"region\":\"eu\",\"item\":\"x\"}              | 'quantity'",
        "{\"region\":\"eu\",\"item\":\"x\",\"quantity\":\"1\"} | 'quantity'",
        "{\"region\":\"eu\",\"item\":\"x\",\"quantity\":0}   | 'quantity'",
        "{\"region\":\"eu\",\"item\":\"x\",\"quantity\":-1}  | 'quantity'",
        "{\"region\":\"eu\",\"item\":\"x\",\"quantity\":1001} | 'quantity'",
        "{\"region\":\"eu\",\"item\":\"x\",\"quantity\":1.5} | 'quantity'",
        "{\"region\":\"eu\",\"item\":\"x\",\"quantity\":1e99} | 'quantity'",
      })
  void refusesWhatIsNotAnOrder(String body, String named) {
    RefusedException refusal = refusal(JSON, body.getBytes(UTF_8));
    assertThat(refusal).hasMessageContaining(named);
    assertThat(refusal.status()).isEqualTo(400);
  }

  @Test
  void refusesOtherEncodings() {
    byte[] body = GOOD.replace("chair", "Stühle").getBytes(ISO_8859_1);
    assertThat(refusal(JSON, body)).hasMessageContaining("UTF-8");
  }

  @Test
  void refusesLongItems() throws IOException {
    String longest = "x".repeat(80);
    byte[] fits = GOOD.replace("chair", longest).getBytes(UTF_8);
    assertThat(read(JSON, fits).item()).isEqualTo(longest);
    byte[] tooLong = GOOD.replace("chair", longest + "x").getBytes(UTF_8);
    assertThat(refusal(JSON, tooLong)).hasMessageContaining("'item'");
  }

  @Test
  void refusesLongBodies() throws IOException {
    byte[] fits = (GOOD + " ".repeat(4096 - GOOD.length())).getBytes(UTF_8);
    assertThat(read(JSON, fits).quantity()).isEqualTo(2);
    byte[] tooLong = (GOOD + " ".repeat(4097 - GOOD.length())).getBytes(UTF_8);
    assertThat(refusal(JSON, tooLong).status()).isEqualTo(413);
  }
}
