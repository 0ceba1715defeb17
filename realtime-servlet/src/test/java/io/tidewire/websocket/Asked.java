package io.tidewire.websocket;

import jakarta.servlet.http.HttpSession;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request for a WebSocket of somebody who has not signed in.
 *
 * @param headers by lower-case name
 * @param query as the client wrote it
 * @param session the session it belongs to
 */
record Asked(Map<String, List<String>> headers, String query, @Nullable HttpSession session)
    implements HandshakeRequest {

  @Override
  public Map<String, List<String>> getHeaders() {
    return headers;
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return null;
  }

  @Override
  public URI getRequestURI() {
    return URI.create("ws://example.org/realtime/ws");
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public @Nullable Object getHttpSession() {
    return session;
  }

  @Override
  public Map<String, List<String>> getParameterMap() {
    return Map.of();
  }

  @Override
  public String getQueryString() {
    return query;
  }
}
