package io.tidewire.chain.war;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/** Applied to ASYNC dispatches: tells in a header what has survived of the request. */
public final class WitnessFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Principal principal = request.getUserPrincipal();
    response.setHeader(
        "X-Witness",
        String.join(
            " ",
            String.valueOf(request.getAttribute("seen-by")),
            principal == null ? "nobody" : principal.getName(),
            request.getParameter("topic")));
    chain.doFilter(request, response);
  }
}
