package io.tidewire.chain.war;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets a request fail, with what its client sent, once its cursor is asked for. */
public final class RepeatingFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new Repeating(request), response);
  }

  private static final class Repeating extends HttpServletRequestWrapper {

    Repeating(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getHeader(String name) {
      if (name.equals("Last-Event-ID")) {
        throw new IllegalStateException("bad request: " + getParameter("topic"));
      }
      return super.getHeader(name);
    }
  }
}
