package io.tidewire.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes frames as WebSocket messages, in order. An event with a binary payload, and a chunk of a
 * file, is a message of its own; other frames are joined into an array as long as the message stays
 * below the limit.
 *
 * <p>What one frame becomes is its {@link WireForm#json() JSON}, so that an event has nothing for
 * each limit.
 *
 * @param limit what the client takes in one message
 */
record WebSocketForm(MessageLimit limit) implements WireForm<String, WebSocketMessages> {

  /** The two brackets of an array, without the comma that is counted for its first element. */
  private static final int BRACKETS = 1;

  private static final int COMMA = 1;

  @Override
  public String of(Frame frame) {
    return WireForm.json().of(frame);
  }

  @Override
  public String shared(Frame frame) {
    return WireForm.json().shared(frame);
  }

  @Override
  public WebSocketMessages join(List<Frame> frames) {
    List<Object> messages = new ArrayList<>(1);
    if (frames.size() == 1) {
      add(messages, frames.get(0));
    } else {
      addJoined(messages, frames);
    }
    return new WebSocketMessages(messages);
  }

  private void add(List<Object> messages, Frame frame) {
    if (frame instanceof Control.Piece piece) {
      messages.add(piece.message());
    } else if (isBinary(frame)) {
      messages.add(Envelope.binary((SharedEvent) frame));
    } else {
      addUnlessEmpty(messages, shared(frame));
    }
  }

  private static boolean isBinary(Frame frame) {
    return frame instanceof Control.Piece
        || (frame instanceof SharedEvent event && event.isBinary());
  }

  private static void addUnlessEmpty(List<Object> messages, String text) {
    if (!text.isEmpty()) {
      messages.add(text);
    }
  }

  private void addJoined(List<Object> messages, List<Frame> frames) {
    List<String> objects = new ArrayList<>();
    long size = BRACKETS;
    for (Frame frame : frames) {
      boolean binary = isBinary(frame);
      String object = binary ? "" : shared(frame);
      long added = object.isEmpty() ? 0 : COMMA + bytes(frame, object);
      if (binary || size + added >= limit.bytes()) {
        addUnlessEmpty(messages, JsonForm.array(objects));
        objects.clear();
        size = BRACKETS;
      }
      if (binary) {
        add(messages, frame);
      } else if (added > 0) {
        objects.add(object);
        size += added;
      }
    }
    addUnlessEmpty(messages, JsonForm.array(objects));
  }

  private static int bytes(Frame frame, String json) {
    return frame instanceof SharedEvent event ? event.jsonBytes() : Utf8.length(json);
  }

  /** Written out, since JDK 17's own would keep the class alive, and with it the application. */
  @Override
  public boolean equals(Object other) {
    return other instanceof WebSocketForm form && form.limit.equals(limit);
  }

  @Override
  public int hashCode() {
    return limit.hashCode();
  }
}
