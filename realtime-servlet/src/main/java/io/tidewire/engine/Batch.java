package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.wire.Frame;
import io.tidewire.wire.PollAnswer;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.SseForm;
import io.tidewire.wire.WebSocketWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is ready for a connection, for one write. Connections at the same place share one batch,
 * and so its joined bytes. Confined to a loop.
 */
public final class Batch {

  private final List<Frame> frames;
  private final boolean hasBinary;
  private byte @Nullable [] plain;
  private byte @Nullable [] envelope;
  private @Nullable String json;
  private byte @Nullable [] webSocket;
  private @Nullable PollAnswer pollAnswer;

  Batch(List<Frame> frames) {
    this.frames = List.copyOf(frames);
    this.hasBinary = hasBinary(this.frames);
  }

  private static boolean hasBinary(List<Frame> frames) {
    for (Frame frame : frames) {
      if (frame instanceof SharedEvent event && event.isBinary()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The frames.
   *
   * @return in the order in which the client is to see them, unmodifiable
   */
  public List<Frame> frames() {
    return frames;
  }

  /** Whether it consists of the very same frames. */
  boolean isOf(List<Frame> others) {
    int size = frames.size();
    if (size != others.size()) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (frames.get(i) != others.get(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The frames as a piece of an event stream, blocks back to back.
   *
   * @param form the stream's form
   * @return the bytes, shared, not to be changed; none if no frame shows in this form
   */
  public byte[] sse(SseForm form) {
    byte[] made = form == SseForm.PLAIN ? plain : envelope;
    if (made == null) {
      made = frames.size() == 1 ? frames.get(0).sse(form) : join(form);
      if (form == SseForm.PLAIN) {
        plain = made;
      } else {
        envelope = made;
      }
    }
    return made;
  }

  private byte[] join(SseForm form) {
    int size = 0;
    for (Frame frame : frames) {
      size += frame.sse(form).length;
    }
    byte[] joined = new byte[size];
    int at = 0;
    for (Frame frame : frames) {
      byte[] block = frame.sse(form);
      System.arraycopy(block, 0, joined, at, block.length);
      at += block.length;
    }
    return joined;
  }

  /**
   * Gives the frames as WebSocket messages, in order: an event with a binary payload is one of its
   * own, and what stands between two such is one text, a JSON object or an array.
   *
   * @param text takes the texts
   * @param binary takes the binary messages
   */
  public void messages(Consumer<String> text, Consumer<ByteBuffer> binary) {
    if (!hasBinary) {
      giveUnlessEmpty(json(), text);
      return;
    }
    List<Frame> texts = new ArrayList<>();
    for (Frame frame : frames) {
      if (frame instanceof SharedEvent event && event.isBinary()) {
        giveUnlessEmpty(join(texts), text);
        texts.clear();
        binary.accept(event.binary());
      } else {
        texts.add(frame);
      }
    }
    giveUnlessEmpty(join(texts), text);
  }

  private static void giveUnlessEmpty(String message, Consumer<String> text) {
    if (!message.isEmpty()) {
      text.accept(message);
    }
  }

  private String json() {
    String made = json;
    if (made == null) {
      made = join(frames);
      json = made;
    }
    return made;
  }

  /**
   * The frames as WebSocket messages on the wire.
   *
   * @return the bytes, shared, not to be changed; none if no frame shows there
   */
  public byte[] webSocket() {
    byte[] made = webSocket;
    if (made == null) {
      WebSocketWriter writer = new WebSocketWriter();
      messages(writer::text, writer::binary);
      made = writer.bytes();
      webSocket = made;
    }
    return made;
  }

  /**
   * The frames as the answer to a poll.
   *
   * @param cursor what the client has seen with them
   * @return the answer, shared by the polls that go on from the same place
   */
  public PollAnswer pollAnswer(Position cursor) {
    PollAnswer made = pollAnswer;
    if (made == null || !made.cursor().equals(cursor)) {
      made = new PollAnswer(frames, cursor);
      pollAnswer = made;
    }
    return made;
  }

  /** An object if there is one, else an array; empty if no frame shows in JSON. */
  private static String join(List<Frame> frames) {
    if (frames.size() == 1) {
      return frames.get(0).json();
    }
    StringBuilder joined = new StringBuilder();
    int objects = 0;
    for (Frame frame : frames) {
      String object = frame.json();
      if (!object.isEmpty()) {
        joined.append(objects++ == 0 ? '[' : ',').append(object);
      }
    }
    return switch (objects) {
      case 0 -> "";
      case 1 -> joined.substring(1);
      default -> joined.append(']').toString();
    };
  }
}
