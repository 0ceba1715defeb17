package io.tidewire;

/** Thrown if the hub has been closed, usually because its application was undeployed. */
public final class HubClosedException extends TidewireException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception for a use after the end.
   *
   * @param hub the hub's name
   */
  public HubClosedException(String hub) {
    super("hub '" + hub + "' is closed", null);
  }
}
