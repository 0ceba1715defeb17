package io.tidewire.wire;

/** Names the kinds of refusals, by the same codes and statuses on every transport. */
public enum ErrorCode {
  /** Malformed: topic, pattern, cursor, frame, parameter. */
  BAD_REQUEST("bad-request", 400),
  /** One request names more topics or patterns than a connection may have. */
  TOO_MANY_TOPICS("too-many-topics", 400),
  /** Credentials are needed or wrong. */
  UNAUTHORIZED("unauthorized", 401),
  /** The origin or a rule forbids it. */
  FORBIDDEN("forbidden", 403),
  /** A message exceeds its limit. */
  TOO_LARGE("too-large", 413),
  /** Too much at once. */
  RATE_LIMITED("rate-limited", 429),
  /** A frame type that this server does not know. */
  UNKNOWN_TYPE("unknown-type", 400),
  /** Nothing of the application handles what is sent to this address. */
  UNKNOWN_ADDRESS("unknown-address", 404),
  /** What the client goes on with is not there any more. */
  GONE("gone", 410),
  /** No capacity now; come back later. */
  OVERLOADED("overloaded", 503),
  /** A fault of the server or of the application on it, which counts as temporary. */
  INTERNAL("internal", 503);

  private final String code;
  private final int status;

  ErrorCode(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /** {@return the code in {@code error} frames and problem documents, in lower case} */
  public String code() {
    return code;
  }

  /** {@return the HTTP status of a refusal of this kind} */
  public int status() {
    return status;
  }
}
