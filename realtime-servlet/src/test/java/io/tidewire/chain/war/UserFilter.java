package io.tidewire.chain.war;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/** Signs in whom a parameter names, by wrapping the request alone; stops who is denied. */
public final class UserFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getParameter("denied") != null) {
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    String user = request.getParameter("user");
    request.setAttribute("seen-by", getFilterName());
    chain.doFilter(user == null ? request : new SignedIn(request, user), response);
  }

  private static final class SignedIn extends HttpServletRequestWrapper {
    private final String user;

    SignedIn(HttpServletRequest request, String user) {
      super(request);
      this.user = user;
    }

    @Override
    public Principal getUserPrincipal() {
      return () -> user;
    }
  }
}
