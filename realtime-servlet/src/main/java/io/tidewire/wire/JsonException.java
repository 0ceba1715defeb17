package io.tidewire.wire;

/** Thrown if a text is not JSON. */
public final class JsonException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JsonException(String message) {
    super(message);
  }
}
