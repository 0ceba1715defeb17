package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 6455, section 5.7, and the lengths at which a head grows. */
class WebSocketWriterTest {

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void aTextIsAFinalUnmaskedFrame() {
    assertThat(hex(new WebSocketWriter().text("Hello").bytes())).isEqualTo("810548656c6c6f");
  }

  @Test
  void aPongHasThePingsPayload() {
    byte[] payload = "Hello".getBytes(StandardCharsets.US_ASCII);
    assertThat(hex(new WebSocketWriter().pong(payload).bytes())).isEqualTo("8a0548656c6c6f");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8200",
    "125, 827d",
    "126, 827e007e",
    "65535, 827effff",
    "65536, 827f0000000000010000",
  })
  void theLengthTakesAsFewBytesAsItCan(int length, String head) {
    ByteBuffer payload = ByteBuffer.allocate(length);
    byte[] frame = new WebSocketWriter().binary(payload).bytes();
    assertThat(frame).hasSize(head.length() / 2 + length);
    assertThat(hex(frame)).startsWith(head);
  }

  @Test
  void framesFollowEachOther() {
    byte[] earlier = new WebSocketWriter().ping().bytes();
    assertThat(hex(new WebSocketWriter().frames(earlier).text("ä").close(1012, "restart").bytes()))
        .isEqualTo("8900" + "8102c3a4" + "8809" + "03f4" + "72657374617274");
  }

  @Test
  void onlyWhatRemainsOfABufferIsWritten() {
    ByteBuffer slice = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).slice().limit(2);
    assertThat(hex(new WebSocketWriter().binary(slice).bytes())).isEqualTo("82020203");
  }
}
