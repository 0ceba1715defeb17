package io.tidewire.websocket;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.web.Refusal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a WebSocket is told that is opened only to be closed: a page does not see the status of an
 * upgrade that is refused.
 *
 * @param refusal why it is not served
 * @param reason the same as a reason to close
 */
public record Rejection(Refusal refusal, CloseReason reason) {

  private static final long COME_BACK_MILLIS = 4_000;

  /**
   * For who may not come in.
   *
   * @param refusal why
   * @return what it is told
   */
  public static Rejection forbidden(Refusal refusal) {
    return new Rejection(refusal, CloseReason.FORBIDDEN);
  }

  /**
   * For who finds no room.
   *
   * @param overload which limit was reached
   * @return what it is told
   */
  public static Rejection overloaded(OverloadedException overload) {
    return new Rejection(
        new Refusal(ErrorCode.OVERLOADED, String.valueOf(overload.getMessage())),
        CloseReason.OVERLOADED);
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
    long after = ThreadLocalRandom.current().nextLong(COME_BACK_MILLIS, 2 * COME_BACK_MILLIS);
    return new Control.Bye(reason, after).json();
  }
}
