package io.tidewire.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the WebSocket messages of a batch, in order. An event with a binary payload is a message of
 * its own; other frames are joined into an array as long as the message stays below a limit.
 * Confined to a loop, whose connections share it.
 */
public final class WebSocketMessages {

  /** The two brackets of an array, without the comma that is counted for its first element. */
  private static final int BRACKETS = 1;

  private static final int COMMA = 1;

  private final MessageLimit limit;

  /** Texts as they are sent, and events that are binary. */
  private final List<Object> messages = new ArrayList<>(1);

  private byte @Nullable [] bytes;

  /**
   * Makes the messages.
   *
   * @param frames the frames of a batch
   * @param limit what the client takes in one message
   */
  public WebSocketMessages(List<Frame> frames, MessageLimit limit) {
    this.limit = limit;
    if (frames.size() == 1) {
      addAlone(frames.get(0));
    } else {
      join(frames);
    }
  }

  private void addAlone(Frame frame) {
    if (isBinary(frame)) {
      messages.add(frame);
    } else {
      addUnlessEmpty(frame.json());
    }
  }

  private static boolean isBinary(Frame frame) {
    return frame instanceof SharedEvent event && event.isBinary();
  }

  private void addUnlessEmpty(String message) {
    if (!message.isEmpty()) {
      messages.add(message);
    }
  }

  private void join(List<Frame> frames) {
    List<String> objects = new ArrayList<>();
    long size = BRACKETS;
    for (Frame frame : frames) {
      boolean binary = isBinary(frame);
      long added = binary || frame.json().isEmpty() ? 0 : COMMA + frame.jsonBytes();
      if (binary || size + added >= limit.bytes()) {
        addJoined(objects);
        size = BRACKETS;
      }
      if (binary) {
        messages.add(frame);
      } else if (added > 0) {
        objects.add(frame.json());
        size += added;
      }
    }
    addJoined(objects);
  }

  /** Adds a single object as it is, several as an array, and nothing if there is none. */
  private void addJoined(List<String> objects) {
    if (objects.size() == 1) {
      messages.add(objects.get(0));
    } else if (!objects.isEmpty()) {
      messages.add("[" + String.join(",", objects) + "]");
    }
    objects.clear();
  }

  /** {@return what the client takes in one message} */
  public MessageLimit limit() {
    return limit;
  }

  /**
   * Passes on the messages in order.
   *
   * @param text takes the texts
   * @param binary takes the binary messages
   */
  public void forEach(Consumer<String> text, Consumer<ByteBuffer> binary) {
    for (Object message : messages) {
      if (message instanceof SharedEvent event) {
        binary.accept(event.binary());
      } else {
        text.accept((String) message);
      }
    }
  }

  /**
   * Returns the messages as frames of the WebSocket protocol.
   *
   * @return the bytes, shared, not to be changed; none if there is no message
   */
  public byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      WebSocketWriter writer = new WebSocketWriter();
      forEach(writer::text, writer::binary);
      made = writer.bytes();
      bytes = made;
    }
    return made;
  }
}
