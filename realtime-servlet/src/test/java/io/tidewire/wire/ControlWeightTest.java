package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** A control frame weighs what it is long, so that many in one answer are bounded as events are. */
class ControlWeightTest {

  private static final int SPARE = 256;

  private static void weighsWhatItIsLong(Control frame) {
    int envelope = WireForm.envelope().of(frame).length;
    int json = frame.json().getBytes(StandardCharsets.UTF_8).length;
    assertThat(frame.weight()).isGreaterThanOrEqualTo(Math.max(json, envelope) - SPARE / 4);
  }

  @Property(tries = 200)
  void whateverItsTextsAre(
      @ForAll @StringLength(max = 64) String id,
      @ForAll @StringLength(max = 300) String message,
      @ForAll @StringLength(max = 300) String topic) {
    weighsWhatItIsLong(new Control.Error(ErrorCode.BAD_REQUEST, message, id));
    weighsWhatItIsLong(new Control.Subscribed(id, topic, "m3k9x-1042", true));
    weighsWhatItIsLong(new Control.Unsubscribed(id, topic));
    weighsWhatItIsLong(new Control.Gap(topic, "m3k9x-1", "m3k9x-1042"));
    weighsWhatItIsLong(new Control.Welcome(id, message, Instant.EPOCH, 20_000, "{}"));
    weighsWhatItIsLong(new Control.Ack(id, topic, null));
    weighsWhatItIsLong(new Control.Ack(id, null, Payload.json(JsonWriter.quoted(message))));
    weighsWhatItIsLong(
        new Control.Ack(
            id, null, Payload.binary(message.getBytes(StandardCharsets.UTF_8), "image/png")));
    Control.OfferedFile file =
        new Control.OfferedFile("pUD0bZkqXo2v4o3MR9cB3g", Long.MAX_VALUE, "0".repeat(64), 1 << 24);
    weighsWhatItIsLong(new Control.Ack(id, null, null, file));
    weighsWhatItIsLong(new Control.Transfer(id, topic, 1 << 24, Long.MAX_VALUE));
    weighsWhatItIsLong(new Control.Chunk(id, topic, Long.MAX_VALUE));
    ByteBuffer bytes = ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8));
    weighsWhatItIsLong(new Control.Piece(id, topic, Long.MAX_VALUE, bytes));
    weighsWhatItIsLong(new Control.Error(topic, message, id, topic));
  }

  @Test
  void plainTextIsNotWeighedForMore() {
    String topic = "t".repeat(1_000);
    Control frame = new Control.Subscribed(null, topic, "m3k9x-1042", false);
    assertThat(frame.weight()).isBetween(1_000, 1_000 + SPARE);
    weighsWhatItIsLong(new Control.Bye(CloseReason.RESTART, 1_000));
    weighsWhatItIsLong(new Control.Ping("m3k9x-1042"));
  }
}
