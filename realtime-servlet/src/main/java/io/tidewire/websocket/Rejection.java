package io.tidewire.websocket;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.web.Refusal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;

/**
 * What a WebSocket is told that is opened only to be closed: a page does not see the status of an
 * upgrade that is refused.
 *
 * @param refusal why it is not served
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

  /**
   * The first message.
   *
   * @return an {@code error}
   */
  public String error() {
    return new Control.Refusal(refusal.code(), refusal.reason(), null).json();
  }

  /**
   * The second and last message.
   *
   * @return a {@code bye}, which names another time to come back in each call
   */
  public String bye() {
    return new Control.Bye(reason, refusal.comeBackMillis()).json();
  }
}
