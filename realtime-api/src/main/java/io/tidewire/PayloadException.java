package io.tidewire;

import org.jspecify.annotations.Nullable;

/** Tells that a payload cannot be encoded, or is larger than allowed. */
public final class PayloadException extends TidewireException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception for a refused payload.
   *
   * @param message names the class and, where known, the property
   * @param cause what the codec threw, if it threw
   */
  public PayloadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
