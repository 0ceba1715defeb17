package io.tidewire.wire;

/**
 * Tells a client one thing: an event, or something of the protocol's own. A frame is immutable and
 * shared by all connections that send it.
 */
public sealed interface Frame permits SharedEvent, Control {

  /**
   * Returns the frame as a JSON object, for WebSockets and long polls.
   *
   * @return the object, or an empty text if the frame is not sent there
   */
  String json();

  /**
   * Returns the frame as a block of an event stream.
   *
   * @param form the stream's form
   * @return the block, or no bytes if the frame is not sent there; not to be changed
   */
  byte[] sse(SseForm form);

  /** {@return exactly how many bytes {@link #json()} takes in UTF-8} */
  default int jsonBytes() {
    return Utf8.length(json());
  }

  /** {@return about how many bytes the frame takes on the wire, without encoding it} */
  int weight();
}
