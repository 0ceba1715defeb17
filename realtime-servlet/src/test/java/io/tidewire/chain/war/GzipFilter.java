package io.tidewire.chain.war;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the compressing filters of the tests have in common. */
abstract class GzipFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String accepted = request.getHeader("Accept-Encoding");
    if (accepted == null || !accepted.contains("gzip")) {
      chain.doFilter(request, response);
      return;
    }
    GzipResponse wrapper = wrap(response);
    chain.doFilter(request, wrapper);
    response.addHeader("Set-Cookie", "late=" + getFilterName());
    wrapper.finish();
  }

  abstract GzipResponse wrap(HttpServletResponse response) throws IOException;
}
