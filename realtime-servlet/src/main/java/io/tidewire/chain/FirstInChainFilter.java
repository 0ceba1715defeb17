package io.tidewire.chain;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Serves a transport before the application's filters: its servlet answers here, and the rest of
 * the chain is never called. The servlet instance belongs to this filter.
 */
final class FirstInChainFilter implements Filter {

  private final HttpServlet servlet;

  FirstInChainFilter(HttpServlet servlet) {
    this.servlet = servlet;
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    servlet.init(new Config(config.getFilterName(), config.getServletContext()));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
      throws IOException, ServletException {
    servlet.service(request, response);
  }

  @Override
  public void destroy() {
    servlet.destroy();
  }

  private record Config(String name, ServletContext context) implements ServletConfig {

    @Override
    public String getServletName() {
      return name;
    }

    @Override
    public ServletContext getServletContext() {
      return context;
    }

    @Override
    public @Nullable String getInitParameter(String parameter) {
      return null;
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.emptyEnumeration();
    }
  }
}
