package io.tidewire.wire;

import io.tidewire.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes each event as one WebSocket message that is its payload: a text if that is JSON, else
 * binary. Everything else is left out.
 */
final class PayloadForm implements WireForm<Object, WebSocketMessages> {

  static final PayloadForm INSTANCE = new PayloadForm();

  private static final String NOTHING = "";

  private PayloadForm() {}

  /** {@inheritDoc} A text, or a buffer. */
  @Override
  public Object of(Frame frame) {
    if (!(frame instanceof SharedEvent event)) {
      return NOTHING;
    }
    Payload payload = event.content().payload();
    return payload.isJson() ? payload.text() : ByteBuffer.wrap(Envelope.bytes(payload));
  }

  @Override
  public WebSocketMessages join(List<Frame> frames) {
    List<Object> messages = new ArrayList<>(frames.size());
    for (Frame frame : frames) {
      if (frame instanceof SharedEvent) {
        messages.add(shared(frame));
      }
    }
    return new WebSocketMessages(messages);
  }
}
