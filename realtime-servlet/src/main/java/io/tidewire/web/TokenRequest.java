package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.spi.ConnectRequest;
import java.util.Optional;

/**
 * Presents a request with a verified token to the authenticator: its user is the token's. It has no
 * session, since that may be another user's.
 */
record TokenRequest(ConnectRequest request, Subscriber named, BearerToken bearer)
    implements ConnectRequest {

  /** Carries a token that came over a connection: there is nothing beside it. */
  static final ConnectRequest ALONE =
      new ConnectRequest() {
        @Override
        public Optional<String> principal() {
          return Optional.empty();
        }

        @Override
        public boolean isInRole(String role) {
          return false;
        }

        @Override
        public Optional<String> header(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<String> parameter(String name) {
          return Optional.empty();
        }
      };

  @Override
  public Subscriber caller() {
    return named;
  }

  @Override
  public Optional<String> token() {
    return Optional.of(bearer.value());
  }

  @Override
  public Optional<String> principal() {
    return named.user();
  }

  @Override
  public boolean isInRole(String role) {
    return named.roles().contains(role);
  }

  @Override
  public Optional<String> header(String name) {
    return request.header(name);
  }

  @Override
  public Optional<String> parameter(String name) {
    return request.parameter(name);
  }
}
