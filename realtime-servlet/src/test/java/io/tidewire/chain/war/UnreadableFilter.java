package io.tidewire.chain.war;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Fails on a query with {@code %zz} as some containers do, while others skip what is malformed. */
public final class UnreadableFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean isReadable = !String.valueOf(request.getQueryString()).contains("%zz");
    chain.doFilter(isReadable ? request : new Unreadable(request), response);
  }

  private static final class Unreadable extends HttpServletRequestWrapper {

    Unreadable(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getParameter(String name) {
      throw new IllegalStateException("Character decoding failed: [%zz]");
    }

    @Override
    public String[] getParameterValues(String name) {
      throw new IllegalStateException("Character decoding failed: [%zz]");
    }

    @Override
    public Map<String, String[]> getParameterMap() {
      throw new IllegalStateException("Character decoding failed: [%zz]");
    }
  }
}
