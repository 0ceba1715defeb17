package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.Identity;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Decides who may connect, and what they may subscribe to and publish. Asks application code: it
 * may block.
 */
public final class Gate {

  /** The header in which the filter before an upgrade confirms that it has checked the origin. */
  public static final String ORIGIN_CHECKED = "tidewire-origin-checked";

  private static final System.Logger LOG = System.getLogger(Gate.class.getName());
  private static final int SECRET_BITS = 128;
  private static final String UNDECIDED = "the server cannot decide this now, try again later";

  private final OriginPolicy origins;
  private final Callers callers;
  private final TopicAccess access;
  private final boolean development;
  private final HubEngine hub;
  private final FailureLog authenticatorFailures;
  private final FailureLog ruleFailures;
  private final String secret = new BigInteger(SECRET_BITS, new SecureRandom()).toString();

  Gate(
      OriginPolicy origins,
      Callers callers,
      TopicAccess access,
      boolean development,
      HubEngine hub) {
    this.origins = origins;
    this.callers = callers;
    this.access = access;
    this.development = development;
    this.hub = hub;
    this.authenticatorFailures = failureLog(BoundedLog.Kind.AUTHENTICATOR_FAILURE);
    this.ruleFailures = failureLog(BoundedLog.Kind.RULE_FAILURE);
  }

  private FailureLog failureLog(BoundedLog.Kind kind) {
    return new FailureLog((message, thrown) -> hub.boundedLog().log(kind, LOG, message, thrown));
  }

  /** {@return the policy for foreign web pages} */
  public OriginPolicy origins() {
    return origins;
  }

  /**
   * Checks where a request comes from.
   *
   * @param arrival the request
   * @throws Refusal if it comes from a foreign page
   */
  public void checkOrigin(Arrival arrival) {
    origins
        .refusal(arrival)
        .ifPresent(
            reason -> {
              throw refuse(
                  BoundedLog.Kind.FOREIGN_ORIGIN,
                  ErrorCode.FORBIDDEN,
                  "a page of another origin may not connect",
                  arrival.transport(),
                  reason);
            });
  }

  /** {@return the value of {@link #ORIGIN_CHECKED}: a secret that no client can guess} */
  public String secret() {
    return secret;
  }

  /**
   * Tells whether the filter before an upgrade has checked where a request comes from.
   *
   * @param arrival the request
   * @return whether it carries this application's secret
   */
  public boolean isOriginChecked(Arrival arrival) {
    return arrival.headers(ORIGIN_CHECKED).equals(List.of(secret));
  }

  /**
   * Identifies who sends a request.
   *
   * @param request the request
   * @return who it is
   * @throws Refusal if its credentials are invalid or cannot be checked, or the request cannot be
   *     read
   */
  public Subscriber identify(Arrival request) {
    try {
      return callers.identify(request);
    } catch (UnauthenticatedException e) {
      throw refuse(
          BoundedLog.Kind.UNAUTHENTICATED,
          ErrorCode.UNAUTHORIZED,
          "the credentials are not valid",
          request.transport(),
          "the credentials are not valid: " + Excerpt.of(String.valueOf(e.getMessage())));
    } catch (Refusal malformed) {
      // The authenticator asked for a parameter, and the request's cannot be read.
      throw malformed;
    } catch (Exception | Error e) {
      String what = "the authenticator " + callers.authenticatorName();
      throw failed(authenticatorFailures, what, e, "the credentials could not be checked");
    }
  }

  /**
   * Returns the rights of a request whose rules are asked before it returns to the container.
   *
   * @param subscriber who sends the request
   * @param transport the transport's name, for the log
   * @return the request's rights
   */
  public Rights rights(Subscriber subscriber, String transport) {
    return new Rights(this, Identity.of(subscriber), transport, Runnable::run);
  }

  /**
   * Returns the rights of a connection whose rules are asked on other threads, after its handshake.
   *
   * @param subscriber who opens the connection
   * @param handshake the request that this thread handles
   * @return the connection's rights, which keep this thread's security context if the server can
   */
  public Rights lastingRights(Subscriber subscriber, Arrival handshake) {
    return new Rights(
        this, Identity.of(subscriber), handshake.transport(), callers.capture(handshake));
  }

  /** Asks the application's rules. */
  void checkSubscribe(Subscriber subscriber, String transport, TopicPattern pattern) {
    check("subscribe", pattern.text(), transport, () -> access.maySubscribe(subscriber, pattern));
  }

  /** Asks the application's rules. */
  void checkPublish(Subscriber subscriber, String transport, PublishRequest request) {
    check(
        "publish", request.topic().name(), transport, () -> access.mayPublish(subscriber, request));
  }

  private void check(
      String what, String topic, String transport, Supplier<AccessDecision> decision) {
    String notAllowed = "not allowed to " + what + " to '" + Excerpt.of(topic) + "'";
    decide(decision, topic, notAllowed)
        .reason()
        .ifPresent(
            reason -> {
              throw refuse(
                      BoundedLog.Kind.FORBIDDEN,
                      ErrorCode.FORBIDDEN,
                      notAllowed,
                      transport,
                      // Rules name the topic as the client wrote it.
                      reason.replace(topic, Excerpt.of(topic)))
                  .withTopic(topic);
            });
  }

  private AccessDecision decide(
      Supplier<AccessDecision> decision, String topic, String notAllowed) {
    try {
      return Objects.requireNonNull(decision.get(), "it returned null");
    } catch (Exception | Error e) {
      String what = "an access rule of " + access.getClass().getName();
      throw failed(ruleFailures, what, e, notAllowed).withTopic(topic);
    }
  }

  /**
   * Refuses for good after an exception, which what the client sent may cause again. An error, and
   * an {@link UnavailableException}, count as temporary. The client never sees the text of either.
   */
  private Refusal failed(FailureLog log, String what, Throwable thrown, String forClient) {
    boolean passing = thrown instanceof UnavailableException || thrown instanceof Error;
    log.failed(
        what,
        thrown,
        passing
            ? "clients are told to come back after 30 seconds or more"
            : "clients are refused for good; if something is unavailable only for a time, throw"
                + " UnavailableException");
    ErrorCode code = passing ? ErrorCode.INTERNAL : ErrorCode.FORBIDDEN;
    hub.refused(code.code(), what + " has failed: " + thrown.getClass().getName());
    return new Refusal(code, passing ? UNDECIDED : forClient);
  }

  /** Tells the log and the observers everything, and the client only what it may know. */
  private Refusal refuse(
      BoundedLog.Kind kind, ErrorCode code, String forClient, String transport, String forLog) {
    hub.boundedLog()
        .log(kind, LOG, "refused on " + transport + " (" + code.code() + "): " + forLog);
    hub.refused(code.code(), forLog);
    return new Refusal(code, development ? forClient + ": " + forLog : forClient);
  }
}
