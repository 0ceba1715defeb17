package io.tidewire.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds messages for a WebSocket, in order. For one thread at a time, such as a loop, whose
 * connections share them.
 */
public final class WebSocketMessages {

  /** Texts, and buffers of binary messages. */
  private final List<Object> messages;

  private byte @Nullable [] bytes;

  WebSocketMessages(List<Object> messages) {
    this.messages = messages;
  }

  /**
   * Returns text messages.
   *
   * @param texts their texts; none for no message
   * @return the messages
   */
  public static WebSocketMessages of(String... texts) {
    return new WebSocketMessages(List.of((Object[]) texts));
  }

  /**
   * Returns a single binary message.
   *
   * @param bytes its bytes, all that remain; copied, and left as they are
   * @return the message
   */
  public static WebSocketMessages of(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    return new WebSocketMessages(List.of(copy));
  }

  /**
   * Passes on the messages in order.
   *
   * @param text takes the texts
   * @param binary takes the binary messages, each in a buffer of the taker's own over shared bytes,
   *     not to be changed
   */
  public void forEach(Consumer<String> text, Consumer<ByteBuffer> binary) {
    for (Object message : messages) {
      if (message instanceof ByteBuffer buffer) {
        binary.accept(buffer.duplicate());
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
