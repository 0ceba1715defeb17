package io.tidewire.protocol;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.web.Refusal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;

/**
 * Rejects a client over a WebSocket that is opened only to be closed, since a page does not see the
 * status of a refused upgrade.
 *
 * @param refusal why the client is rejected
 * @param reason the same as a reason to close
 */
public record Rejection(Refusal refusal, CloseReason reason) {

  /**
   * Rejects a client that is refused.
   *
   * @param refusal why
   * @return what it is told
   */
  public static Rejection of(Refusal refusal) {
    return new Rejection(
        refusal,
        switch (refusal.code()) {
          case OVERLOADED, RATE_LIMITED -> CloseReason.OVERLOADED;
          case INTERNAL -> CloseReason.INTERNAL;
          default -> CloseReason.FORBIDDEN;
        });
  }

  /**
   * Rejects a client for which there is no room.
   *
   * @param overload which limit was reached
   * @return what it is told
   */
  public static Rejection overloaded(OverloadedException overload) {
    return of(new Refusal(ErrorCode.OVERLOADED, String.valueOf(overload.getMessage())));
  }

  /** {@return the first message, an {@code error}} */
  public String error() {
    return new Control.Error(refusal.code(), refusal.reason(), null).json();
  }

  /** {@return the second and last message, a {@code bye} with a random time to come back} */
  public String bye() {
    return new Control.Bye(reason, refusal.comeBackMillis()).json();
  }
}
