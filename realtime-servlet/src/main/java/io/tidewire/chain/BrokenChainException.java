package io.tidewire.chain;

/** A filter chain through which nothing can be streamed; the message says why and what to do. */
public final class BrokenChainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  BrokenChainException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /**
   * What is wrong and what to do about it.
   *
   * @return the message
   */
  public String reason() {
    return reason;
  }
}
