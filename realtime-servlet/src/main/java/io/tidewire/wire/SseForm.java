package io.tidewire.wire;

/** Names the forms of events on an event stream. */
public enum SseForm {
  /** The event's type as {@code event:} and the payload as {@code data:}. */
  PLAIN,
  /** The envelope as {@code data:}, no {@code event:}. */
  ENVELOPE
}
