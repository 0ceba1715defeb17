package io.tidewire.web;

import io.tidewire.spi.ConnectRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;

/** A servlet request, as the origin policy and the authenticator see it. */
public record HttpConnectRequest(HttpServletRequest request)
    implements ConnectRequest, OriginPolicy.Sender {

  @Override
  public Optional<String> principal() {
    return Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName);
  }

  @Override
  public boolean isInRole(String role) {
    return request.isUserInRole(role);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  @Override
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(request.getParameter(name));
  }

  @Override
  public Optional<String> address() {
    return Optional.ofNullable(request.getRemoteAddr());
  }
}
