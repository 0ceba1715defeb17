package io.tidewire.wire;

/** Kinds of refusals, the same words and statuses on every transport. */
public enum ErrorCode {
  /** Malformed: topic, pattern, cursor, frame, parameter. */
  BAD_REQUEST("bad-request", 400),
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
  /** No capacity now; come back later. */
  OVERLOADED("overloaded", 503),
  /** A fault of the server or of the application on it, taken as passing. */
  INTERNAL("internal", 503);

  private final String code;
  private final int status;

  ErrorCode(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /**
   * The code in {@code error} objects and problem documents.
   *
   * @return a lower-case word
   */
  public String code() {
    return code;
  }

  /**
   * The HTTP status.
   *
   * @return the status of a refusal of this kind
   */
  public int status() {
    return status;
  }
}
