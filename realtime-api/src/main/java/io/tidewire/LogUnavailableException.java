package io.tidewire;

import org.jspecify.annotations.Nullable;

/**
 * Is what a publisher gets if the hub's log cannot take its event: the store is away, or does not
 * answer in time.
 */
public final class LogUnavailableException extends TidewireException {

  private static final long serialVersionUID = 1L;

  /** Whether the event may have been stored, or may be yet. */
  private final boolean mayBeStored;

  /**
   * Makes the exception.
   *
   * @param message what the log did not do, and which setting bounds that
   * @param mayBeStored whether the event may have been stored, or may be yet
   * @param cause what the store failed with, null if it did not answer
   */
  public LogUnavailableException(String message, boolean mayBeStored, @Nullable Throwable cause) {
    super(message, cause);
    this.mayBeStored = mayBeStored;
  }

  /**
   * Tells whether the event may have been stored, or may be yet. Who publishes it again should do
   * so with the same {@linkplain Message.Builder#idempotencyKey idempotency key}.
   *
   * @return false if it is certain that nobody will ever see the event
   */
  public boolean mayBeStored() {
    return mayBeStored;
  }
}
