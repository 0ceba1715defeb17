package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the protocol's own frames look like as JSON. */
class ControlTest {

  @Test
  void anAcknowledgementHasWhatThereIsToTell() {
    assertThat(new Control.Ack(null, null, null).json()).isEqualTo("{\"type\":\"ack\"}");
    assertThat(new Control.Ack("1", "m3k9x-7", null).json())
        .isEqualTo("{\"type\":\"ack\",\"id\":\"1\",\"cursor\":\"m3k9x-7\"}");
    assertThat(new Control.Ack("1", null, Payload.json("{ \"a\": 1.50 }")).json())
        .isEqualTo("{\"type\":\"ack\",\"id\":\"1\",\"data\":{ \"a\": 1.50 }}");
    assertThat(new Control.Ack("1", null, Payload.binary(new byte[] {1, 2}, "image/png")).json())
        .isEqualTo(
            "{\"type\":\"ack\",\"id\":\"1\",\"data\":\"AQI=\",\"encoding\":\"base64\","
                + "\"contentType\":\"image/png\"}");
  }

  @Test
  void anErrorHasACodeOfOursOrOfTheApplications() {
    assertThat(new Control.Error(ErrorCode.UNKNOWN_ADDRESS, "no handler", "1").json())
        .isEqualTo(
            "{\"type\":\"error\",\"code\":\"unknown-address\",\"message\":\"no handler\","
                + "\"id\":\"1\"}");
    assertThat(new Control.Error("sold-out", "none left", null, "orders/eu").json())
        .isEqualTo(
            "{\"type\":\"error\",\"code\":\"sold-out\",\"message\":\"none left\","
                + "\"topic\":\"orders/eu\"}");
    assertThat(ErrorCode.UNKNOWN_ADDRESS.status()).isEqualTo(404);
    assertThat(ErrorCode.GONE.status()).isEqualTo(410);
  }

  @Test
  void aWelcomeTellsWhenTheRightEnds() {
    Instant end = Instant.parse("2024-02-29T12:00:00.5Z");
    assertThat(new Control.Welcome("c", "ann", end, 20_000, "{}").json())
        .isEqualTo(
            "{\"type\":\"welcome\",\"connection\":\"c\",\"user\":\"ann\","
                + "\"tokenExpires\":\"2024-02-29T12:00:00.500Z\",\"heartbeat\":20000,"
                + "\"limits\":{}}");
    assertThat(new Control.Welcome("c", null, null, 20_000, "{}").json())
        .isEqualTo("{\"type\":\"welcome\",\"connection\":\"c\",\"heartbeat\":20000,\"limits\":{}}");
  }

  @Test
  void aTransferTellsWhereItGoesOn() {
    assertThat(new Control.Transfer("1", "name", 48_128, 7).json())
        .isEqualTo(
            "{\"type\":\"transfer\",\"id\":\"1\",\"transfer\":\"name\",\"chunk\":48128,\"next\":7}");
    assertThat(new Control.Chunk(null, "name", 8).json())
        .isEqualTo("{\"type\":\"chunk\",\"transfer\":\"name\",\"next\":8}");
    Control.OfferedFile file = new Control.OfferedFile("name", 3, "abc", 96);
    assertThat(new Control.Ack("1", null, null, file).json())
        .isEqualTo(
            "{\"type\":\"ack\",\"id\":\"1\",\"transfer\":"
                + "{\"name\":\"name\",\"size\":3,\"sha256\":\"abc\",\"chunk\":96}}");
  }

  @Test
  void aPieceIsABinaryMessageBetweenTheOthers() {
    Control piece = new Control.Piece("1", "name", 2, ByteBuffer.wrap(new byte[] {'a', 'b'}));
    Control ack = new Control.Ack("2", null, null);
    List<String> said = new ArrayList<>();
    WireForm.webSocket(MessageLimit.DEFAULT)
        .join(List.of(ack, piece, ack))
        .forEach(said::add, bytes -> said.add("binary " + StandardCharsets.UTF_8.decode(bytes)));
    assertThat(said)
        .containsExactly(
            ack.json(),
            "binary {\"type\":\"chunk\",\"id\":\"1\",\"transfer\":\"name\",\"index\":2}\nab",
            ack.json());
  }
}
