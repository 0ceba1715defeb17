package io.tidewire.wire;

/**
 * Tells a client one thing, such as an event. A frame is immutable and shared by all connections
 * that send it; what it looks like on the wire is a matter of {@link WireForm}.
 */
public interface Frame {

  /** {@return about how many bytes the frame takes on the wire, without encoding it} */
  int weight();
}
