package io.tidewire.engine;

/** Thrown if a user or an address holds all that it may. */
public final class LimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which limit was reached, for the client as well
   */
  public LimitException(String message) {
    super(message);
  }
}
