package io.tidewire.web;

import io.tidewire.wire.ErrorCode;

/** A request that is not served, and what its client is told. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /**
   * A refusal.
   *
   * @param code what kind of fault it is
   * @param message what is wrong and what to do, fit for the client
   */
  public Refusal(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /**
   * What kind of fault it is.
   *
   * @return the code
   */
  public ErrorCode code() {
    return code;
  }

  /**
   * What the client is told.
   *
   * @return the message
   */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
