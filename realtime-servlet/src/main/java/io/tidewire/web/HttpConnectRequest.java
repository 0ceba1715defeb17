package io.tidewire.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Presents a servlet request to the origin policy and the authenticator. */
public record HttpConnectRequest(HttpServletRequest request) implements Arrival {

  private static final String TOMCAT_REPLACED = "org.apache.tomcat.request.forwarded";

  @Override
  public String method() {
    return request.getMethod();
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
    return Optional.ofNullable(request.getHeader(name));
  }

  @Override
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(Parameters.first(request, name));
  }

  @Override
  public List<String> headers(String name) {
    return Collections.list(request.getHeaders(name));
  }

  @Override
  public Optional<Object> sessionAttribute(String name) {
    return Optional.ofNullable(request.getSession(false)).map(session -> attribute(session, name));
  }

  /**
   * Reads an attribute of a session that may end at any time, since a user may log out in another
   * request.
   *
   * @param session the session
   * @param name the attribute's name
   * @return its value; null if there is none or the session has ended
   */
  public static @Nullable Object attribute(HttpSession session, String name) {
    try {
      return session.getAttribute(name);
    } catch (IllegalStateException e) {
      return null;
    }
  }

  /** Reads no parameters, for which a container would read the body of a form. */
  @Override
  public Optional<String> query() {
    return Optional.ofNullable(request.getQueryString());
  }

  @Override
  public Optional<String> sessionId() {
    return Optional.ofNullable(request.getSession(false)).map(HttpSession::getId);
  }

  /** Asks for the id in a cookie or in the URL, which not every server can tell apart. */
  @Override
  public boolean saysSessionCookie() {
    return request.getRequestedSessionId() != null;
  }

  @Override
  public boolean hasOwnConnection() {
    return request.getProtocol().startsWith("HTTP/1");
  }

  /** Reads the path as a filter sees it, too, in front of a servlet that is mapped to all paths. */
  @Override
  public String transport() {
    String path = request.getPathInfo() == null ? request.getServletPath() : request.getPathInfo();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public Optional<String> address() {
    return Optional.ofNullable(request.getRemoteAddr());
  }

  /** Asks Tomcat's valve and filter for proxies; other servers replace more than the address. */
  @Override
  public boolean isAddressReplaced() {
    return Boolean.TRUE.equals(request.getAttribute(TOMCAT_REPLACED));
  }

  @Override
  public String scheme() {
    return request.getScheme();
  }

  /**
   * Returns the {@code Host} header, unless the server knows another host: by its configuration, or
   * by a proxy's headers that it reads itself.
   */
  @Override
  public Optional<String> authority() {
    String name = bracketed(request.getServerName());
    String host = request.getHeader("Host");
    String asServed = name + ":" + request.getServerPort();
    if (host == null || !withoutPort(host).equalsIgnoreCase(name)) {
      return Optional.of(asServed);
    }
    boolean hasPort = withoutPort(host).length() < host.length();
    return Optional.of(hasPort || !isAddressReplaced() ? host : asServed);
  }

  private static String withoutPort(String host) {
    int colon = host.indexOf(':', Math.max(0, host.indexOf(']')));
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
