package io.tidewire.websocket;

import io.tidewire.web.Arrival;
import io.tidewire.web.HttpConnectRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Presents an upgrade request to the origin policy and the authenticator. */
record JakartaHandshake(HandshakeRequest request) implements Arrival {

  /** Returns the method that a handshake must have, since the API has none (RFC 6455, 4.1). */
  @Override
  public String method() {
    return "GET";
  }

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
    return headers(name).stream().findFirst();
  }

  @Override
  public List<String> headers(String name) {
    return request.getHeaders().entrySet().stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .flatMap(field -> field.getValue().stream())
        .toList();
  }

  @Override
  public Optional<String> parameter(String name) {
    Map<String, List<String>> parameters = request.getParameterMap();
    return first(parameters.get(name));
  }

  @Override
  public Optional<Object> sessionAttribute(String name) {
    return session().map(session -> HttpConnectRequest.attribute(session, name));
  }

  @Override
  public Optional<String> query() {
    return Optional.ofNullable(request.getQueryString());
  }

  @Override
  public Optional<String> sessionId() {
    return session().map(HttpSession::getId);
  }

  private Optional<HttpSession> session() {
    return request.getHttpSession() instanceof HttpSession session
        ? Optional.of(session)
        : UpgradeFilter.hiddenSession();
  }

  /** Looks for the session's id in the cookies, since the API does not tell what they named. */
  @Override
  public boolean saysSessionCookie() {
    return sessionId()
        .filter(id -> headers("Cookie").stream().anyMatch(cookies -> cookies.contains(id)))
        .isPresent();
  }

  @Override
  public String transport() {
    return "ws";
  }

  private static Optional<String> first(@Nullable List<String> values) {
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  /** Asks the listener of this thread's request, since the API has no address. */
  @Override
  public Optional<String> address() {
    return PeerListener.peer();
  }

  @Override
  public boolean isAddressReplaced() {
    return false;
  }

  /** Takes the scheme from the requested URI, if that has one. */
  @Override
  public String scheme() {
    URI asked = request.getRequestURI();
    String scheme = asked == null ? null : asked.getScheme();
    return "wss".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme) ? "https" : "http";
  }

  @Override
  public Optional<String> authority() {
    return header("Host");
  }
}
