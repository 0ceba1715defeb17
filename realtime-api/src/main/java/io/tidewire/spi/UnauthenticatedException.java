package io.tidewire.spi;

/** Credentials were given and are not good. The client gets 401, or 1008 on a WebSocket. */
public final class UnauthenticatedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Refused credentials.
   *
   * @param message why, without the credentials; goes to the log only
   */
  public UnauthenticatedException(String message) {
    super(message);
  }
}
