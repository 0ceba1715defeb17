package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.ComeBack;
import io.tidewire.engine.ConnectionWatch;
import io.tidewire.engine.HubEngine;
import io.tidewire.settings.Settings;
import io.tidewire.spi.TopicAccess;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Holds what the transports of one web application share.
 *
 * @param settings the application's settings
 * @param hub the hub that it is attached to
 * @param attachment its clients
 * @param gate decides who may connect
 * @param bodies the request bodies that are being received
 * @param executor runs the application's code that is not called by its own requests
 */
public record WebApplication(
    Settings settings,
    HubEngine hub,
    Attachment attachment,
    Gate gate,
    Bodies bodies,
    ApplicationExecutor executor)
    implements AutoCloseable {

  private static final String ATTRIBUTE = WebApplication.class.getName();

  /**
   * Attaches an application to a hub.
   *
   * @param settings the application's settings
   * @param hub the hub
   * @param access who may subscribe to what
   * @param callers identifies who sends a request
   * @param executor runs the application's code; closed with this
   * @return what the application's transports share
   */
  public static WebApplication attach(
      Settings settings,
      HubEngine hub,
      TopicAccess access,
      Callers callers,
      ApplicationExecutor executor) {
    return attach(settings, hub, access, callers, executor, ConnectionWatch.NONE);
  }

  /**
   * Attaches an application that watches its connections.
   *
   * @param settings as above
   * @param hub as above
   * @param access as above
   * @param callers as above
   * @param executor as above
   * @param watch hears of its connections; closed when they have ended
   * @return as above
   */
  public static WebApplication attach(
      Settings settings,
      HubEngine hub,
      TopicAccess access,
      Callers callers,
      ApplicationExecutor executor,
      ConnectionWatch watch) {
    Gate gate = new Gate(settings.http(), callers, access, hub, executor);
    Bodies bodies = new Bodies(hub.nodeLimits());
    Attachment attachment = hub.attach(executor::sweep, executor::stuck, watch);
    return new WebApplication(settings, hub, attachment, gate, bodies, executor);
  }

  /**
   * Finds the application of a context.
   *
   * @param context the context
   * @return what its transports share
   * @throws IllegalStateException if the library's listener has not run
   */
  public static WebApplication of(ServletContext context) {
    return find(context)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Tidewire is not started in '"
                        + context.getContextPath()
                        + "': its listener did not run; see absolute-ordering in"
                        + " docs/legacy-filters.md"));
  }

  /** {@return the application of a context; empty if the library's listener has not run} */
  static Optional<WebApplication> find(ServletContext context) {
    return context.getAttribute(ATTRIBUTE) instanceof WebApplication application
        ? Optional.of(application)
        : Optional.empty();
  }

  /**
   * Refuses requests while the application is being stopped.
   *
   * @throws Refusal if the application is being stopped
   */
  public void requireOpen() {
    if (attachment.isClosing()) {
      throw shuttingDown();
    }
  }

  /**
   * Refuses commands that are no part of a connection once this node is being taken out of service.
   *
   * @throws Refusal if the node is drained, or the application is being stopped
   */
  public void requireService() {
    requireOpen();
    if (hub.isDraining()) {
      throw new Refusal(ErrorCode.OVERLOADED, "this server is being taken out of service");
    }
  }

  /**
   * Counts what a client asks by a request of its own, so that a stop waits for the answer.
   *
   * @return to be run when it is answered; idempotent
   * @throws Refusal if the application is being stopped
   */
  public Runnable exchange() {
    try {
      return attachment.exchange();
    } catch (OverloadedException e) {
      throw shuttingDown();
    }
  }

  /**
   * Refuses clients while nothing could be sent to them: the hub's log has not been read yet. They
   * come back the later, the longer it has been away.
   *
   * @throws Refusal if the log has not been read yet
   */
  public void requireLog() {
    Optional<Duration> away = hub.awaitsLogFor();
    if (away.isPresent()) {
      throw new Refusal(ErrorCode.OVERLOADED, "the event log of this server is not there yet")
          .comingBackAfter(ComeBack.whileLogIsAway(away.get(), ThreadLocalRandom.current()));
    }
  }

  static Refusal shuttingDown() {
    return new Refusal(ErrorCode.OVERLOADED, "the application is shutting down");
  }

  /**
   * Tells all clients to come back later: those that are connected, and those whose requests are
   * still being received. Then ends the calls of the application's code.
   */
  @Override
  public void close() {
    try {
      attachment.close();
    } finally {
      try {
        bodies.close();
      } finally {
        executor.close();
      }
    }
  }

  /**
   * Makes this known to the context's servlets.
   *
   * @param context the context
   */
  public void bindTo(ServletContext context) {
    context.setAttribute(ATTRIBUTE, this);
  }
}
