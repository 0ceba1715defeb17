package io.tidewire.web;

import io.tidewire.engine.Attachment;
import io.tidewire.engine.HubEngine;
import io.tidewire.settings.Settings;
import io.tidewire.spi.TopicAccess;
import jakarta.servlet.ServletContext;

/**
 * What the transports of one web application work with.
 *
 * @param settings the application's settings
 * @param hub the hub that it is attached to
 * @param attachment its clients
 * @param gate decides who may come in
 */
public record WebApplication(Settings settings, HubEngine hub, Attachment attachment, Gate gate) {

  private static final String ATTRIBUTE = WebApplication.class.getName();

  /**
   * Attaches an application to a hub.
   *
   * @param settings the application's settings
   * @param hub the hub
   * @param access who may subscribe to what
   * @param callers identifies who sends a request
   * @return the application's transports' common ground
   */
  public static WebApplication attach(
      Settings settings, HubEngine hub, TopicAccess access, Callers callers) {
    Gate gate =
        new Gate(
            new OriginPolicy(settings.http().trust()),
            callers,
            access,
            settings.http().development(),
            hub);
    return new WebApplication(settings, hub, hub.attach(), gate);
  }

  /**
   * Finds the application of a context.
   *
   * @param context the context
   * @return its transports' common ground
   * @throws IllegalStateException if the library's listener has not run
   */
  public static WebApplication of(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof WebApplication application) {
      return application;
    }
    throw new IllegalStateException(
        "Tidewire is not started in '"
            + context.getContextPath()
            + "': its listener did not run, see the documentation on absolute-ordering");
  }

  /**
   * Makes it known to the context's servlets.
   *
   * @param context the context
   */
  public void bindTo(ServletContext context) {
    context.setAttribute(ATTRIBUTE, this);
  }
}
