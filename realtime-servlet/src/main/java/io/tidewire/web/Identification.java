package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.Identity;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Finds out who sends a request: by its token, where it has one, and by nothing else then; or by
 * the container's user.
 */
final class Identification {

  private final Callers callers;
  private final Refusals refusals;
  private final boolean tokensInQueries;
  private final ToLongFunction<Arrival> address;
  private final LongSupplier stamp;
  private final FailureLog authenticatorFailures;
  private final FailureLog verifierFailures;

  /**
   * @param address finds the number of a client's address
   * @param stamp gives the number of the last sign-out, which somebody who is identified before the
   *     next one has not missed
   */
  Identification(
      Callers callers,
      Refusals refusals,
      boolean tokensInQueries,
      ToLongFunction<Arrival> address,
      LongSupplier stamp) {
    this.callers = callers;
    this.refusals = refusals;
    this.tokensInQueries = tokensInQueries;
    this.address = address;
    this.stamp = stamp;
    this.authenticatorFailures = refusals.failureLog(BoundedLog.Kind.AUTHENTICATOR_FAILURE);
    this.verifierFailures = refusals.failureLog(BoundedLog.Kind.AUTHENTICATOR_FAILURE);
  }

  /**
   * Finds what identifies a request, without judging it.
   *
   * @throws Refusal if there are two tokens, or one where none may be
   */
  Credentials credentials(Arrival arrival) {
    return Credentials.of(arrival, tokensInQueries);
  }

  /**
   * Says who sends a request, and in which context that one's rules are asked. May block.
   *
   * @param identity who
   * @param context the caller's, if the container knows the caller
   */
  record Found(Identity identity, Supplier<Executor> context) {}

  /**
   * Judges a request.
   *
   * @throws Refusal if its credentials are invalid or cannot be checked, or it cannot be read
   */
  Found judge(Arrival arrival) {
    long before = stamp.getAsLong();
    long from = address.applyAsLong(arrival);
    Credentials credentials = credentials(arrival);
    String client = ClientName.in(arrival);
    Optional<BearerToken> token = toVerify(credentials, arrival);
    if (token.isPresent()) {
      Subscriber subscriber = bearer(arrival, token.get(), arrival.transport());
      return new Found(
          new Identity(subscriber, client, null, null, from, before), () -> Runnable::run);
    }
    Subscriber subscriber = authenticated(() -> callers.identify(arrival), arrival.transport());
    boolean bySession = subscriber.name() != null && credentials.token() == null;
    String session = bySession ? arrival.sessionId().orElse(null) : null;
    String principal = session == null ? null : arrival.principal().orElse(null);
    return new Found(
        new Identity(subscriber, client, session, principal, from, before),
        () -> callers.capture(arrival));
  }

  private Optional<BearerToken> toVerify(Credentials credentials, Arrival arrival) {
    try {
      return credentials.toVerify(callers.verifyTokens());
    } catch (UnauthenticatedException e) {
      throw invalid(e, arrival.transport()).ofToken();
    }
  }

  private Subscriber bearer(ConnectRequest carrier, BearerToken token, String transport) {
    Subscriber named;
    try {
      named = callers.verify(token);
    } catch (UnauthenticatedException e) {
      throw invalid(e, transport).ofToken();
    } catch (Exception | Error e) {
      // It is the application's: whatever it throws, nobody is let in.
      String what = "the token verifier " + callers.verifierName();
      throw refusals.failed(verifierFailures, what, e, "the credentials could not be checked");
    }
    TokenRequest request = new TokenRequest(carrier, named, token);
    Subscriber subscriber;
    try {
      subscriber = authenticated(() -> callers.identify(request), transport);
    } catch (Refusal refusal) {
      throw refusal.ofToken();
    }
    return subscriber.expires().isPresent()
        ? subscriber
        : named.expires().map(subscriber::until).orElse(subscriber);
  }

  private Subscriber authenticated(Supplier<Subscriber> authenticator, String transport) {
    try {
      return authenticator.get();
    } catch (UnauthenticatedException e) {
      throw invalid(e, transport);
    } catch (Refusal malformed) {
      // The authenticator asked for a parameter, and the request's cannot be read.
      throw malformed;
    } catch (Exception | Error e) {
      // It is the application's: whatever it throws, nobody is let in.
      String what = "the authenticator " + callers.authenticatorName();
      throw refusals.failed(authenticatorFailures, what, e, "the credentials could not be checked");
    }
  }

  /**
   * Asks about a user who is connected. How long the right lasts stays as it was, unless the
   * authenticator says so.
   *
   * @throws UnauthenticatedException if the user may not be connected any more
   * @throws UnavailableException if that cannot be told now, also for a failure of the
   *     authenticator
   */
  Subscriber refresh(Subscriber known) {
    Subscriber present;
    try {
      present = callers.refresh(known);
    } catch (UnauthenticatedException | UnavailableException e) {
      throw e;
    } catch (Exception | Error e) {
      // It is the application's: whatever else it throws, nothing is known of the user now.
      String what = "the authenticator " + callers.authenticatorName() + ", asked to refresh,";
      throw new UnavailableException(
          refusals
              .failed(authenticatorFailures, what, e, "the user could not be refreshed")
              .reason());
    }
    return present.expires().isPresent()
        ? present
        : known.expires().map(present::until).orElse(present);
  }

  /**
   * Judges a token that a client sends over its connection.
   *
   * @param before who the client was
   * @return who it is now
   * @throws Refusal if the token is not valid or cannot be judged
   */
  Identity signIn(String token, Identity before, String transport) {
    long at = stamp.getAsLong();
    BearerToken bearer = new BearerToken(token);
    if (!callers.verifyTokens() || !bearer.isWellFormed()) {
      String why = callers.verifyTokens() ? "it is no bearer token" : "no TokenVerifier is there";
      throw invalid(new UnauthenticatedException("a token was sent, and " + why), transport);
    }
    return before.bearing(bearer(TokenRequest.ALONE, bearer, transport), at);
  }

  private Refusal invalid(UnauthenticatedException thrown, String transport) {
    return refusals.refuse(
        BoundedLog.Kind.UNAUTHENTICATED,
        ErrorCode.UNAUTHORIZED,
        "the credentials are not valid",
        transport,
        "the credentials are not valid: " + Excerpt.of(String.valueOf(thrown.getMessage())));
  }
}
