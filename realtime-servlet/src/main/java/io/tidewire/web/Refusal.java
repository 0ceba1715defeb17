package io.tidewire.web;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.engine.ComeBack;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.LimitException;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Refuses a request, and says what its client is told. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  // Set while it is made, and never after that.
  private int status;
  private @Nullable String topic;
  private boolean hasToken;
  private boolean isTold;
  private boolean endsConnection;

  /** 0 if it is drawn for each client. */
  private long comeBackMillis;

  /**
   * Refuses a request.
   *
   * @param code the kind of fault
   * @param message what is wrong and what to do; the client sees it
   */
  public Refusal(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
    this.status = code.status();
  }

  private Refusal(Refusal other) {
    this(other.code, other.reason());
    this.status = other.status;
    this.topic = other.topic;
    this.hasToken = other.hasToken;
    this.isTold = other.isTold;
    this.endsConnection = other.endsConnection;
    this.comeBackMillis = other.comeBackMillis;
  }

  /**
   * Refuses a client for which there is no room.
   *
   * @param overload which limit was reached
   * @return the refusal
   */
  public static Refusal of(OverloadedException overload) {
    return new Refusal(ErrorCode.OVERLOADED, String.valueOf(overload.getMessage()));
  }

  /**
   * Refuses a client whose user or address holds all that it may.
   *
   * @param limit which limit was reached
   * @return the refusal
   */
  public static Refusal of(LimitException limit) {
    return new Refusal(ErrorCode.RATE_LIMITED, String.valueOf(limit.getMessage()));
  }

  /**
   * Names the topic of the request that is refused.
   *
   * @param pattern the topic or pattern as the client wrote it, perhaps malformed
   * @return the same refusal, with the topic
   */
  public Refusal withTopic(String pattern) {
    Refusal copy = new Refusal(this);
    copy.topic = pattern;
    return copy;
  }

  /**
   * Says with a status more than the code does.
   *
   * @param httpStatus the HTTP status
   * @return the same refusal with that status
   */
  public Refusal withStatus(int httpStatus) {
    Refusal copy = new Refusal(this);
    copy.status = httpStatus;
    return copy;
  }

  /** {@return the same refusal of a request with a token (RFC 6750, section 3)} */
  Refusal ofToken() {
    Refusal copy = new Refusal(this);
    copy.hasToken = true;
    return copy;
  }

  /** {@return the same refusal with the time after which its client should come back} */
  Refusal comingBackAfter(long millis) {
    Refusal copy = new Refusal(this);
    copy.comeBackMillis = millis;
    return copy;
  }

  /** {@return the same refusal, of which observers know already, and more than its client} */
  Refusal told() {
    Refusal copy = new Refusal(this);
    copy.isTold = true;
    return copy;
  }

  /**
   * Ends the request's connection with the answer, if it carries no others. Kept alive, each of a
   * flood's refused connections would cost the server its buffers, with TLS some 80 KiB.
   *
   * @param arrival the request that is refused
   * @return the same refusal, after which a new connection is needed
   */
  public Refusal endingConnectionOf(Arrival arrival) {
    Refusal copy = new Refusal(this);
    copy.endsConnection = arrival.hasOwnConnection();
    return copy;
  }

  /**
   * Tells the observers of a hub, unless they know it from where it was decided. To be called where
   * its client is told.
   *
   * @param hub the hub
   */
  public void tellObservers(HubEngine hub) {
    if (!isTold) {
      hub.refused(code.code(), reason());
    }
  }

  /** {@return the kind of fault} */
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

  /** {@return the topic that is refused; null if the whole request is} */
  @Nullable String topic() {
    return topic;
  }

  /** {@return whether the connection ends with the answer} */
  boolean endsConnection() {
    return endsConnection;
  }

  /** {@return how the client is to authenticate} */
  String challenge() {
    // Never Basic, at which a browser asks its user for a password.
    return hasToken ? "Bearer error=\"invalid_token\"" : "Bearer";
  }

  /** {@return the same as a reason to close a connection that is opened only to be closed} */
  public CloseReason closeReason() {
    return switch (code) {
      case OVERLOADED, RATE_LIMITED -> CloseReason.OVERLOADED;
      case INTERNAL -> CloseReason.INTERNAL;
      default -> CloseReason.FORBIDDEN;
    };
  }

  /** {@return whether the same request may be served later} */
  public boolean isPassing() {
    return code == ErrorCode.OVERLOADED
        || code == ErrorCode.RATE_LIMITED
        || code == ErrorCode.INTERNAL;
  }

  /** {@return after how many milliseconds the client should come back} */
  public long comeBackMillis() {
    return comeBackMillis > 0
        ? comeBackMillis
        : ComeBack.afterRefusal(code, ThreadLocalRandom.current());
  }
}
