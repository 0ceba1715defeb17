package io.tidewire.web;

import io.tidewire.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Reports that a request is not served, and what its client is told. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int status;
  private final @Nullable String topic;

  /**
   * Refuses a request.
   *
   * @param code what kind of fault it is
   * @param message what is wrong and what to do, fit for the client
   */
  public Refusal(ErrorCode code, String message) {
    this(code, code.status(), message, null);
  }

  private Refusal(ErrorCode code, int status, String message, @Nullable String topic) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.topic = topic;
  }

  /**
   * Refuses because of one topic of a request.
   *
   * @param pattern the topic or pattern, well formed
   * @return the same refusal, which names it
   */
  public Refusal withTopic(String pattern) {
    return new Refusal(code, status, reason(), pattern);
  }

  /** The same refusal under a status that says more than its code. */
  Refusal withStatus(int httpStatus) {
    return new Refusal(code, httpStatus, reason(), topic);
  }

  /** {@return what kind of fault it is} */
  public ErrorCode code() {
    return code;
  }

  /** {@return the HTTP status} */
  public int status() {
    return status;
  }

  /** {@return what the client is told} */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** The topic that is refused, of several; null if it is the whole request. */
  @Nullable String topic() {
    return topic;
  }

  /** {@return whether the same request may be served later} */
  public boolean isPassing() {
    return ComeBack.isPassing(code);
  }

  /** {@return milliseconds after which the client should come back, another number at each call} */
  public long comeBackMillis() {
    return ComeBack.after(code);
  }
}
