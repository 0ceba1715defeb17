package io.tidewire.wire;

/**
 * One thing that a connection tells its client: an event, or one of the protocol's own objects. A
 * frame is immutable and shared by all connections that send it.
 */
public sealed interface Frame permits SharedEvent, Control {

  /**
   * The frame as a JSON object, for WebSocket frames and long-poll answers.
   *
   * @return the object, or an empty text if the frame has no place there
   */
  String json();

  /**
   * The frame as a block of an event stream.
   *
   * @param form the stream's form
   * @return the block, or no bytes if the frame has no place there; not to be changed
   */
  byte[] sse(SseForm form);

  /**
   * How many bytes {@link #json()} takes in UTF-8.
   *
   * @return the exact number
   */
  default int jsonBytes() {
    return Utf8.length(json());
  }

  /**
   * About how many bytes it takes on the wire.
   *
   * @return an estimate that needs no encoding
   */
  int weight();
}
