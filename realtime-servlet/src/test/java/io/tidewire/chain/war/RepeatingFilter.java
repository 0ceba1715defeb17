package io.tidewire.chain.war;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lets a request fail, with what its client sent, once its topics are asked for. */
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
    public String[] getParameterValues(String name) {
      if (name.equals("topic")) {
        throw new IllegalStateException("bad parameter: " + getParameter(name));
      }
      return super.getParameterValues(name);
    }
  }
}
