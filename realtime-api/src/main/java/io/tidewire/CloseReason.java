package io.tidewire;

/**
 * Says why a connection ended. The code alone tells a client whether to come back, on every
 * transport: as {@code reason} and {@code reconnect} of {@code bye}, and as the WebSocket close
 * code (RFC 6455, section 7.4).
 */
public enum CloseReason {
  /** The client left, or its request was answered. */
  NORMAL("normal", 1000, false),
  /** The application is being undeployed or restarted. */
  RESTART("restart", 1012, true),
  /** An operator takes this node out of service. */
  DRAIN("drain", 1001, true),
  /** A stream reached its greatest age; it resumes by its cursor. */
  MAX_AGE("max-age", 1001, true),
  /** A limit was reached; come back later. */
  OVERLOADED("overloaded", 1013, true),
  /** The client gave no sign of life, or took no bytes, for too long. */
  UNRESPONSIVE("unresponsive", 1001, true),
  /** The container reported the connection as broken. */
  DISCONNECTED("disconnected", 1001, true),
  /** The client may not do what it asked for. */
  FORBIDDEN("forbidden", 1008, false),
  /** The session or the user that the client's right came from was signed out. */
  SIGNED_OUT("signed-out", 4001, false),
  /** The token that the client's right came from has expired. */
  TOKEN_EXPIRED("token-expired", 4001, false),
  /** Another user has signed in where the client's right came from. */
  OTHER_USER("other-user", 4001, false),
  /** The client does not keep to the protocol. */
  PROTOCOL("protocol", 1008, false),
  /** A message exceeded its limit. */
  TOO_LARGE("too-large", 1009, false),
  /** A fault of the server. */
  INTERNAL("internal", 1011, true);

  private final String code;
  private final int webSocketCode;
  private final boolean reconnect;

  CloseReason(String code, int webSocketCode, boolean reconnect) {
    this.code = code;
    this.webSocketCode = webSocketCode;
    this.reconnect = reconnect;
  }

  /** {@return the reason as clients see it: a short lower-case word} */
  public String code() {
    return code;
  }

  /** {@return the WebSocket close code of the reason} */
  public int webSocketCode() {
    return webSocketCode;
  }

  /** {@return whether the client should come back by itself} */
  public boolean reconnect() {
    return reconnect;
  }
}
