package io.tidewire.servlet;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes the container's principal and, of the configured roles, those that it has. */
record PrincipalAuthenticator(Set<String> roles) implements Authenticator {

  @Override
  public Subscriber authenticate(ConnectRequest request) {
    return request
        .principal()
        .map(name -> new Subscriber(name, rolesOf(request)))
        .orElseGet(Subscriber::anonymous);
  }

  private Set<String> rolesOf(ConnectRequest request) {
    return roles.stream().filter(request::isInRole).collect(Collectors.toUnmodifiableSet());
  }
}
