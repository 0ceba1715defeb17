package io.tidewire.wire;

import io.tidewire.Payload;
import io.tidewire.Position;
import java.util.List;

/**
 * Writes frames as blocks of an event stream, back to back. In the plain form only those show that
 * an {@code EventSource} without code of ours can use.
 */
final class EventStreamForm implements WireForm<byte[], byte[]> {

  static final EventStreamForm PLAIN = new EventStreamForm(true);
  static final EventStreamForm ENVELOPE = new EventStreamForm(false);

  private final boolean plain;

  private EventStreamForm(boolean plain) {
    this.plain = plain;
  }

  @Override
  public byte[] of(Frame frame) {
    if (frame instanceof SharedEvent event) {
      return plain ? plain(event) : envelope(event);
    }
    return frame instanceof Control control ? control(control) : SseBlock.NOTHING;
  }

  private static byte[] plain(SharedEvent event) {
    Payload payload = event.content().payload();
    return withCursor(
        event,
        SseBlock.ofAbout(SharedEvent.OVERHEAD + payload.length())
            .event(event.content().type())
            .data(payload.isJson() ? Envelope.bytes(payload) : Envelope.base64(payload)));
  }

  private static byte[] envelope(SharedEvent event) {
    String json = WireForm.json().shared(event);
    return withCursor(event, SseBlock.ofAbout(json.length() + SharedEvent.OVERHEAD).data(json));
  }

  private static byte[] withCursor(SharedEvent event, SseBlock block) {
    Position position = event.position();
    return (position == null ? block : block.id(position.toString())).end();
  }

  private byte[] control(Control frame) {
    if (frame instanceof Control.Start start) {
      return SseBlock.ofAbout(48).id(start.cursor()).end();
    }
    if (frame instanceof Control.Ping ping) {
      return ping(ping);
    }
    if (frame instanceof Control.Bye bye) {
      return bye(bye);
    }
    if (!plain) {
      return data(frame).end();
    }
    return frame instanceof Control.Gap gap
        ? SseBlock.ofAbout(160).event("gap").data(gap.members(new JsonWriter()).end()).end()
        : SseBlock.NOTHING;
  }

  private byte[] ping(Control.Ping ping) {
    SseBlock block = plain ? SseBlock.ofAbout(80).comment("ping") : data(ping);
    return (ping.cursor() == null ? block : block.id(ping.cursor())).end();
  }

  private byte[] bye(Control.Bye bye) {
    SseBlock block =
        plain
            ? SseBlock.ofAbout(160).event("bye").data(bye.members(new JsonWriter()).end())
            : data(bye);
    return (bye.reason().reconnect() ? block.retry(bye.after()) : block).end();
  }

  private static SseBlock data(Control frame) {
    String json = frame.json();
    return SseBlock.ofAbout(json.length()).data(json);
  }

  @Override
  public byte[] join(List<Frame> frames) {
    if (frames.size() == 1) {
      return shared(frames.get(0));
    }
    byte[][] blocks = new byte[frames.size()][];
    int size = 0;
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = shared(frames.get(i));
      size += blocks[i].length;
    }
    byte[] joined = new byte[size];
    int at = 0;
    for (byte[] block : blocks) {
      System.arraycopy(block, 0, joined, at, block.length);
      at += block.length;
    }
    return joined;
  }
}
