package io.tidewire;

/**
 * Thrown if a limit is reached. To publishers: the delivery loops are so far behind that another
 * event would endanger those in flight, the log has too many events to answer, or too many messages
 * wait for a hub that has not started.
 */
public final class OverloadedException extends TidewireException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message which limit was reached, and by how much
   */
  public OverloadedException(String message) {
    super(message, null);
  }
}
