package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Identifies who sends a request, and captures the security context in which rules run later. */
public final class Callers {

  private final Authenticator authenticator;
  private final Set<String> roles;
  private final UnknownRoles unknown;
  private final Supplier<Executor> securityContexts;

  /**
   * Creates the callers of an application.
   *
   * @param authenticator identifies them
   * @param roles the roles that the application names somewhere; no others are looked up
   * @param securityContexts captures the calling thread's security context
   */
  public Callers(
      Authenticator authenticator, Set<String> roles, Supplier<Executor> securityContexts) {
    this.authenticator = authenticator;
    this.roles = Set.copyOf(roles);
    this.unknown = new UnknownRoles(this.roles);
    this.securityContexts = securityContexts;
  }

  Subscriber identify(ConnectRequest request) {
    return Objects.requireNonNull(
        authenticator.authenticate(new WithRoles(request, roles, unknown)), "it returned null");
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
