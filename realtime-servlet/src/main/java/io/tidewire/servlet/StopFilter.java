package io.tidewire.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Notices a stop before the container ends the sessions of users.
 *
 * <p>When a user has signed in, a container closes the user's WebSockets with the HTTP session
 * (Jakarta WebSocket 2.0, section 7.2), with a code that tells the client not to come back. At a
 * stop it ends all sessions before it calls a {@code ServletContextListener}, but after it has
 * destroyed the filters. So the goodbye begins here. Requests pass this filter unchanged.
 */
final class StopFilter implements Filter {

  private final Registration registration;

  StopFilter(Registration registration) {
    this.registration = registration;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, response);
  }

  @Override
  public void destroy() {
    registration.sendClientsAway();
  }
}
