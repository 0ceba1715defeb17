package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.wire.Frame;
import io.tidewire.wire.MessageLimit;
import io.tidewire.wire.PollAnswer;
import io.tidewire.wire.SseForm;
import io.tidewire.wire.WebSocketMessages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds all frames that are ready for a connection, for one write. Connections at the same place
 * share one batch, and so its bytes. Confined to a loop.
 */
public final class Batch {

  private final List<Frame> frames;
  private byte @Nullable [] plain;
  private byte @Nullable [] envelope;
  private @Nullable PollAnswer pollAnswer;

  /** One for each {@link MessageLimit} that a connection at this place has. */
  private final List<WebSocketMessages> webSocket = new ArrayList<>(1);

  Batch(List<Frame> frames) {
    this.frames = List.copyOf(frames);
  }

  /** {@return the frames in the order in which the client sees them, unmodifiable} */
  public List<Frame> frames() {
    return frames;
  }

  /** {@return whether this batch consists of the same frames, by identity} */
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
   * Returns the frames as part of an event stream, blocks back to back.
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
   * Returns the frames as WebSocket messages.
   *
   * @param limit what the connection's client takes in one message
   * @return the messages, shared by the connections with this limit
   */
  public WebSocketMessages webSocket(MessageLimit limit) {
    for (WebSocketMessages made : webSocket) {
      if (made.limit().equals(limit)) {
        return made;
      }
    }
    WebSocketMessages made = new WebSocketMessages(frames, limit);
    webSocket.add(made);
    return made;
  }

  /**
   * Returns the frames as the answer to a poll.
   *
   * @param cursor up to where the client has then seen all events
   * @return the answer, shared by the polls at the same place
   */
  public PollAnswer pollAnswer(Position cursor) {
    PollAnswer made = pollAnswer;
    if (made == null || !cursor.equals(made.cursor())) {
      made = new PollAnswer(frames, cursor);
      pollAnswer = made;
    }
    return made;
  }
}
