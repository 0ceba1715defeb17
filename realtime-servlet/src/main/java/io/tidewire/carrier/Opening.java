package io.tidewire.carrier;

import io.tidewire.engine.Identity;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.limits.AddressKey;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.web.Arrival;
import io.tidewire.web.PlainQuery;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.MessageLimit;
import org.jspecify.annotations.Nullable;

/**
 * Passes what a handshake decided to the WebSocket that it opens.
 *
 * @param rights what the client may subscribe to; null if refused
 * @param limit what the client takes in one message
 * @param refusal why the WebSocket is opened only to be closed; null if it is not
 * @param address where the client is, as in {@link Identity#address}
 * @param isPlain whether the client has no code of ours and wants payloads only
 * @param plain what such a client wants to subscribe to; null for others, and if it is malformed
 */
public record Opening(
    @Nullable Rights rights,
    MessageLimit limit,
    @Nullable Refusal refusal,
    long address,
    boolean isPlain,
    @Nullable SubscribeRequest plain) {

  private static final String LIMIT = "max";

  /**
   * Asks who the client is, once the origin and the form of its handshake are checked. A refusal is
   * kept for the WebSocket: a page does not see the status of an upgrade.
   *
   * @param application the application
   * @param handshake the handshake
   * @param limit what the client takes in one message
   * @return the opening
   */
  public static Opening of(WebApplication application, Arrival handshake, MessageLimit limit) {
    boolean isPlain = PlainQuery.isAsked(handshake);
    try {
      SubscribeRequest plain = PlainQuery.read(application.hub(), handshake).orElse(null);
      application.requireLog();
      Rights rights = application.gate().identify(handshake);
      return new Opening(rights, limit, null, rights.identity().address(), isPlain, plain);
    } catch (Refusal refusal) {
      long address = application.gate().addressOf(handshake);
      return new Opening(null, MessageLimit.DEFAULT, refusal, address, isPlain, null);
    }
  }

  /**
   * Refuses a client over a WebSocket that is opened only to be closed, since a page does not see
   * the status of a refused upgrade.
   *
   * @param refusal why
   * @param isPlain whether the client wants payloads only, and so understands no frame
   * @return the opening
   */
  public static Opening refused(Refusal refusal, boolean isPlain) {
    return new Opening(null, MessageLimit.DEFAULT, refusal, AddressKey.UNKNOWN, isPlain, null);
  }

  /** {@return who opens the WebSocket, anonymous if refused} */
  public Identity identity() {
    return rights == null ? Identity.at(address) : rights.identity();
  }

  /**
   * Reads {@code max=BYTES}: what the client takes in one message.
   *
   * @param request the handshake
   * @return the limit for messages that join several frames
   * @throws Refusal if it is not a number within the bounds of {@link MessageLimit}
   */
  public static MessageLimit limitOf(ConnectRequest request) {
    String text = request.parameter(LIMIT).orElse(null);
    if (text == null) {
      return MessageLimit.DEFAULT;
    }
    int bytes = text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : -1;
    if (bytes < MessageLimit.MIN || bytes > MessageLimit.MAX) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST,
          "'max' is not a number of bytes from " + MessageLimit.MIN + " to " + MessageLimit.MAX);
    }
    return MessageLimit.of(bytes);
  }
}
