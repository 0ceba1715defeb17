package io.tidewire.spi;

/**
 * Tells that credentials were given and are not valid. The client gets 401, or 1008 on a WebSocket.
 */
public final class UnauthenticatedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception for refused credentials.
   *
   * @param message why, without the credentials; goes to the log only
   */
  public UnauthenticatedException(String message) {
    super(message);
  }
}
