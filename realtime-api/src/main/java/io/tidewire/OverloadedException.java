package io.tidewire;

/** The delivery loops are so far behind that another event would endanger what is in flight. */
public final class OverloadedException extends TidewireException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is behind, and by how much
   */
  public OverloadedException(String message) {
    super(message, null);
  }
}
