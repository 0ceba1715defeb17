package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TokenVerifier;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Identifies who sends a request, and captures the security context in which rules run later. */
public final class Callers {

  private final Authenticator authenticator;
  private final Set<String> roles;
  private final UnknownRoles unknown;
  private final Supplier<Executor> securityContexts;
  private final @Nullable TokenVerifier verifier;

  /**
   * Creates the callers of an application.
   *
   * @param authenticator identifies them
   * @param roles the roles that the application names somewhere; no others are looked up
   * @param securityContexts captures the calling thread's security context
   */
  public Callers(
      Authenticator authenticator, Set<String> roles, Supplier<Executor> securityContexts) {
    this(
        authenticator,
        Set.copyOf(roles),
        new UnknownRoles(Set.copyOf(roles)),
        securityContexts,
        null);
  }

  private Callers(
      Authenticator authenticator,
      Set<String> roles,
      UnknownRoles unknown,
      Supplier<Executor> securityContexts,
      @Nullable TokenVerifier verifier) {
    this.authenticator = authenticator;
    this.roles = roles;
    this.unknown = unknown;
    this.securityContexts = securityContexts;
    this.verifier = verifier;
  }

  /**
   * Returns callers that may come with tokens.
   *
   * @param tokens judges their tokens
   * @return the callers
   */
  public Callers verifiedBy(TokenVerifier tokens) {
    return new Callers(authenticator, roles, unknown, securityContexts, tokens);
  }

  /** {@return whether tokens are judged} */
  boolean verifyTokens() {
    return verifier != null;
  }

  /** {@return the user of a token, who has a name: a token of nobody is a fault} */
  Subscriber verify(BearerToken token) {
    Subscriber named = Objects.requireNonNull(verifier, "no verifier").verify(token.value());
    if (Objects.requireNonNull(named, "it returned null").name() == null) {
      throw new IllegalStateException("it returned an anonymous subscriber for a valid token");
    }
    return named;
  }

  String verifierName() {
    return verifier == null ? "none" : verifier.getClass().getName();
  }

  /** Identifies who sends a request that the container has judged. */
  Subscriber identify(ConnectRequest request) {
    return authenticate(new WithRoles(request, roles, unknown));
  }

  /** Identifies who sends a request by its token: the container is asked nothing. */
  Subscriber identify(TokenRequest request) {
    return authenticate(request);
  }

  /** Asks about a user who is connected. */
  Subscriber refresh(Subscriber known) {
    Subscriber present = Objects.requireNonNull(authenticator.refresh(known), "it returned null");
    if (!Objects.equals(present.name(), known.name())) {
      throw new IllegalStateException("it returned another user");
    }
    return present;
  }

  private Subscriber authenticate(ConnectRequest request) {
    return Objects.requireNonNull(authenticator.authenticate(request), "it returned null");
  }

  String authenticatorName() {
    return authenticator.getClass().getName();
  }

  /** Captures the context of users only: an anonymous caller has none that a rule could need. */
  Executor capture(ConnectRequest request) {
    return request.principal().isPresent() ? securityContexts.get() : Runnable::run;
  }

  /** Looks the roles up only if the authenticator asks for the caller. */
  private record WithRoles(ConnectRequest request, Set<String> named, UnknownRoles unknown)
      implements ConnectRequest {

    @Override
    public Subscriber caller() {
      Set<String> found =
          principal().isEmpty()
              ? Set.of()
              : named.stream().filter(request::isInRole).collect(Collectors.toUnmodifiableSet());
      return ConnectRequest.super.caller().withRoles(found, unknown);
    }

    @Override
    public Optional<String> principal() {
      return request.principal();
    }

    @Override
    public boolean isInRole(String role) {
      return request.isInRole(role);
    }

    @Override
    public Optional<String> header(String name) {
      return request.header(name);
    }

    @Override
    public Optional<String> parameter(String name) {
      return request.parameter(name);
    }

    @Override
    public Optional<Object> sessionAttribute(String name) {
      return request.sessionAttribute(name);
    }
  }
}
