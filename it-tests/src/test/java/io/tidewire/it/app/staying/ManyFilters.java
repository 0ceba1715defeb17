package io.tidewire.it.app.staying;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Adds more filters than any of the other applications has. A server may use a request's chain of
 * filters again, and the next application then takes as many places of it as it has filters.
 */
@WebListener
public final class ManyFilters implements ServletContextListener {

  private static final int FILTERS = 10;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    for (int i = 0; i < FILTERS; i++) {
      FilterRegistration.Dynamic filter =
          event.getServletContext().addFilter("passing-" + i, new PassingFilter());
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(null, true, "/*");
    }
  }
}
