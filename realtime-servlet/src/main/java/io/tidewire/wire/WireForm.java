package io.tidewire.wire;

import java.util.List;

/**
 * A way to write frames, such as the blocks of an event stream. A pure function: what it makes of a
 * frame depends on the frame and the form alone, and is never changed, so that it is made once and
 * shared by all connections: of an event in the event, of several frames in their batch.
 *
 * <p>Forms are compared by {@link Object#equals}; one that is no constant writes out {@code equals}
 * and {@code hashCode}. A form that does not know a kind of frame leaves it out. For any thread.
 *
 * @param <F> what one frame becomes
 * @param <J> what several become together
 */
public interface WireForm<F, J> {

  /**
   * Returns the plain form of event streams: the event's type as {@code event:}, its payload as
   * {@code data:}.
   *
   * @return the form
   */
  static WireForm<byte[], byte[]> plain() {
    return EventStreamForm.PLAIN;
  }

  /**
   * Returns the envelope form of event streams: {@code data:} is the {@link #json} of the frame.
   *
   * @return the form
   */
  static WireForm<byte[], byte[]> envelope() {
    return EventStreamForm.ENVELOPE;
  }

  /**
   * Returns the block that tells the client of an event stream when to reconnect after a failure.
   *
   * @param millis after how many milliseconds
   * @return the block, in both forms
   */
  static byte[] retry(long millis) {
    return SseBlock.ofAbout(0).retry(millis).end();
  }

  /**
   * Returns the form of JSON objects; several are an array. Empty for frames that have no place
   * there.
   *
   * @return the form
   */
  static WireForm<String, String> json() {
    return JsonForm.INSTANCE;
  }

  /**
   * Returns the form for WebSockets.
   *
   * @param limit what the client takes in one message
   * @return the form, equal to others with this limit
   */
  static WireForm<String, WebSocketMessages> webSocket(MessageLimit limit) {
    return new WebSocketForm(limit);
  }

  /**
   * Returns the form for WebSockets of pages without our client: each event's payload is a message
   * of its own, and nothing else shows.
   *
   * @return the form
   */
  static WireForm<Object, WebSocketMessages> payloads() {
    return PayloadForm.INSTANCE;
  }

  /**
   * Writes one frame anew.
   *
   * @param frame the frame
   * @return its form, empty if it does not show; not to be changed
   */
  F of(Frame frame);

  /**
   * Writes several frames as one.
   *
   * @param frames the frames, in the order in which the client is to see them
   * @return their joined form, not to be changed
   */
  J join(List<Frame> frames);

  /**
   * Returns the form of one frame, made at most once if it is an event.
   *
   * @param frame the frame
   * @return its form, not to be changed
   */
  default F shared(Frame frame) {
    return frame instanceof SharedEvent event ? event.in(this) : of(frame);
  }
}
