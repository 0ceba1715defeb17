package io.tidewire.websocket;

import io.tidewire.carrier.OpeningHandshake;
import io.tidewire.web.Gate;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.HttpResource;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Refuses upgrades of foreign pages with 403, malformed ones and what is none with 400, and those
 * of an address that connects too often with 429, if the container lets a filter see them first.
 *
 * <p>Only this filter knows the peer's address, so only it can believe a trusted proxy. It passes
 * its verdict and the client's address to the handshake, in a header whose value begins with a
 * secret of this application. Before version 6 of the Servlet API, when sessions may share their
 * user properties, it also adds a {@link Ticket}.
 *
 * <p>It hides the HTTP session from Tyrus, which would close the WebSocket when the session ends:
 * without a goodbye, in the same moment as the library closes it with one. Payara and GlassFish may
 * then give the request back twice, and serve two clients with it. They also keep what they know of
 * a WebSocket until its session ends. Others either find the session without the request (Undertow,
 * Open Liberty) or need it to know the user (Jetty).
 */
public final class UpgradeFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final int OWN_USER_PROPERTIES = 6;
  private static final String TYRUS = "org.glassfish.tyrus.";

  private static final ThreadLocal<HttpSession> HIDDEN = new ThreadLocal<>();

  private final AtomicLong upgrades = new AtomicLong();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    WebApplication application = WebApplication.of(request.getServletContext());
    Gate gate = application.gate();
    HttpResource.protect(request, response);
    try {
      var unused = new OpeningHandshake(request).enter(application);
      // A stopping container may have removed its endpoints, and would answer with 404.
      application.requireOpen();
    } catch (Refusal refusal) {
      OpeningHandshake.refuse(application, refusal, response);
      return;
    }
    String pass = gate.pass(new HttpConnectRequest(request));
    HIDDEN.set(isTyrus(request.getServletContext()) ? request.getSession(false) : null);
    try {
      chain.doFilter(checked(request, pass, gate.secret()), response);
    } finally {
      HIDDEN.remove();
    }
  }

  private static boolean isTyrus(ServletContext context) {
    Object container = context.getAttribute(ServerContainer.class.getName());
    return container != null && container.getClass().getName().startsWith(TYRUS);
  }

  /** {@return the session of the upgrade that this thread passes on, if that is hidden} */
  static Optional<HttpSession> hiddenSession() {
    return Optional.ofNullable(HIDDEN.get());
  }

  private HttpServletRequest checked(HttpServletRequest request, String pass, String secret) {
    return request.getServletContext().getMajorVersion() < OWN_USER_PROPERTIES
        ? new Ticketed(request, pass, Ticket.of(secret, upgrades.getAndIncrement()))
        : new Checked(request, pass);
  }

  private static class Checked extends HttpServletRequestWrapper {
    private final String pass;

    Checked(HttpServletRequest request, String pass) {
      super(request);
      this.pass = pass;
    }

    @Override
    public String getHeader(String name) {
      return isMark(name) ? pass : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return isMark(name) ? Collections.enumeration(List.of(pass)) : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      List<String> names = new ArrayList<>(Collections.list(super.getHeaderNames()));
      names.removeIf(Checked::isMark);
      names.add(Gate.ENTERED);
      return Collections.enumeration(names);
    }

    private static boolean isMark(String name) {
      return name.equalsIgnoreCase(Gate.ENTERED);
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
      return create || HIDDEN.get() == null ? super.getSession(create) : null;
    }
  }

  private static final class Ticketed extends Checked {
    private final String ticket;

    Ticketed(HttpServletRequest request, String pass, String ticket) {
      super(request, pass);
      this.ticket = ticket;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
      Map<String, String[]> parameters = new LinkedHashMap<>(super.getParameterMap());
      parameters.put(Ticket.PARAMETER, new String[] {ticket});
      return Collections.unmodifiableMap(parameters);
    }
  }
}
