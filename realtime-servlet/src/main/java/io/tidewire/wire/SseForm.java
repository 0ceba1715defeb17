package io.tidewire.wire;

/** How events look on an event stream. */
public enum SseForm {
  /** The event's type as {@code event:} and the payload as {@code data:}. */
  PLAIN,
  /** The envelope as {@code data:}, no {@code event:}. */
  ENVELOPE
}
