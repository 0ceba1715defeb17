package io.tidewire.chain;

/** Thrown if a filter chain makes streaming impossible; the message says why and what to do. */
public final class BrokenChainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  BrokenChainException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** {@return what is wrong and what to do about it} */
  public String reason() {
    return reason;
  }
}
