package io.tidewire.spi;

/**
 * Reports that nothing can be decided at the moment, because something that decides is out of
 * reach: a directory, a database, a token service. Thrown by an {@link Authenticator}, or by a
 * rule.
 *
 * <p>The client is told to come back in half a minute or later: 503 with {@code Retry-After},
 * {@code bye} with {@code reconnect} on a plain event stream, 1011 on a WebSocket that is being
 * opened. Any other exception refuses for good.
 */
public final class UnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports what is out of reach.
   *
   * @param message what it is; goes to the log only
   */
  public UnavailableException(String message) {
    super(message);
  }

  /**
   * Reports what is out of reach, and why.
   *
   * @param message what it is; goes to the log only
   * @param cause how that was noticed
   */
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
