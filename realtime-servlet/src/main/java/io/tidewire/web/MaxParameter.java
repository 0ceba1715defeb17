package io.tidewire.web;

import io.tidewire.spi.ConnectRequest;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.MessageLimit;
import java.util.OptionalInt;

/** Reads {@code max=BYTES}: what a client takes in one message or one answer. */
public final class MaxParameter {

  private static final String NAME = "max";

  private MaxParameter() {}

  /**
   * Reads the parameter.
   *
   * @param request the client's request
   * @return how many bytes the client takes, or empty if it does not say
   * @throws Refusal if it is not a number within the bounds of {@link MessageLimit}
   */
  public static OptionalInt read(ConnectRequest request) {
    String text = request.parameter(NAME).orElse(null);
    if (text == null) {
      return OptionalInt.empty();
    }
    int bytes = text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : -1;
    if (bytes < MessageLimit.MIN || bytes > MessageLimit.MAX) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST,
          "'max' is not a number of bytes from " + MessageLimit.MIN + " to " + MessageLimit.MAX);
    }
    return OptionalInt.of(bytes);
  }

  /**
   * Reads what the client of a WebSocket takes in one message.
   *
   * @param request the handshake
   * @return the limit for messages that join several frames
   * @throws Refusal if the client asks for a limit that is out of range
   */
  public static MessageLimit ofMessages(ConnectRequest request) {
    OptionalInt bytes = read(request);
    return bytes.isPresent() ? MessageLimit.of(bytes.getAsInt()) : MessageLimit.DEFAULT;
  }
}
