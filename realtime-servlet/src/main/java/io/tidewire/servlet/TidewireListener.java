package io.tidewire.servlet;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Starts and stops the library with its web application.
 *
 * <p>The initializer adds it. An application whose {@code absolute-ordering} omits the library's
 * fragment declares it in its {@code web.xml} instead:
 *
 * <pre>{@code
 * <listener><listener-class>io.tidewire.servlet.TidewireListener</listener-class></listener>
 * }</pre>
 */
public final class TidewireListener implements ServletContextListener {

  /** Called by the container. */
  public TidewireListener() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Registration registration = Registration.of(event.getServletContext());
    registration.registerHttp();
    registration.start();
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    Registration.of(event.getServletContext()).stop();
  }
}
