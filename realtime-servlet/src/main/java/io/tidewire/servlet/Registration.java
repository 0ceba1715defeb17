package io.tidewire.servlet;

import io.tidewire.chain.ChainSetup;
import io.tidewire.chain.SecurityRoles;
import io.tidewire.poll.PollServlet;
import io.tidewire.settings.Settings;
import io.tidewire.sse.SseServlet;
import io.tidewire.upgrade.UpgradeServlet;
import io.tidewire.web.Callers;
import io.tidewire.web.WebApplication;
import io.tidewire.websocket.UpgradeFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The library's life in one web application. Kept in the servlet context, so that the initializer
 * and the listener, whichever of them the container calls, work on the same one.
 */
final class Registration {

  private static final System.Logger LOG = System.getLogger(Registration.class.getName());
  private static final String ATTRIBUTE = Registration.class.getName();

  private final ServletContext context;
  private final ClassLoader application;
  private final Settings settings;
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private long spentNanos;
  private boolean registered;
  private boolean started;

  private Registration(ServletContext context) {
    long begin = System.nanoTime();
    this.context = context;
    this.application = context.getClassLoader();
    this.settings = SettingSources.read(context);
    spentSince(begin);
  }

  private void spentSince(long begin) {
    spentNanos += System.nanoTime() - begin;
  }

  static Registration of(ServletContext context) {
    if (context.getAttribute(ATTRIBUTE) instanceof Registration existing) {
      return existing;
    }
    Registration registration = new Registration(context);
    context.setAttribute(ATTRIBUTE, registration);
    return registration;
  }

  /** Registers servlets and filters; possible only while the container still allows it. */
  void registerHttp() {
    if (registered) {
      return;
    }
    registered = true;
    long begin = System.nanoTime();
    ChainSetup chain = new ChainSetup(context, settings.http());
    register("sse", SseServlet.class);
    chain.mount("sse", SseServlet::new, true);
    register("poll", PollServlet.class);
    chain.mount("poll", PollServlet::new, true);
    register("info", InfoServlet.class);
    chain.mount("info", InfoServlet::new, false);
    chain.checkAtStart();
    if (settings.http().webSocket().upgrade()) {
      register("ws", UpgradeServlet.class);
    } else {
      registerUpgradeFilter();
    }
    spentSince(begin);
  }

  private void registerUpgradeFilter() {
    FilterRegistration.Dynamic upgrade =
        context.addFilter(ChainSetup.OWN + "upgrade", UpgradeFilter.class);
    upgrade.setAsyncSupported(true);
    upgrade.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST), false, settings.http().path() + "/ws");
  }

  private void register(String name, Class<? extends Servlet> servlet) {
    ServletRegistration.Dynamic registration = context.addServlet(ChainSetup.OWN + name, servlet);
    registration.setAsyncSupported(true);
    registration.addMapping(settings.http().path() + "/" + name);
  }

  /** Starts or finds the hub, attaches to it, and adds the WebSocket endpoint. */
  void start() {
    if (started) {
      return;
    }
    started = true;
    long begin = System.nanoTime();
    Services services = Services.of(context, application, settings);
    toClose.push(services);
    WebApplication application =
        WebApplication.attach(settings, services.hub(), services.access(), callers(services));
    application.bindTo(context);
    // The attachment's end sends the clients away; the end of the sessions waits until they are.
    WebSockets.open(context, application).ifPresent(toClose::push);
    toClose.push(application.attachment());
    spentSince(begin);
    LOG.log(
        System.Logger.Level.INFO,
        "Tidewire started in {0} ms for web application ''{1}''",
        TimeUnit.NANOSECONDS.toMillis(spentNanos),
        context.getContextPath());
  }

  private Callers callers(Services services) {
    Set<String> roles = new TreeSet<>(settings.http().trust().roles());
    roles.addAll(services.roles());
    roles.addAll(DeclaredRoles.of(context));
    roles.addAll(SecurityRoles.of(context));
    return new Callers(services.authenticator(), roles, SecurityContexts.ofContainer());
  }

  /** Says goodbye to the clients, then frees everything, the last thing started first. */
  void stop() {
    while (!toClose.isEmpty()) {
      AutoCloseable next = toClose.pop();
      try {
        next.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "closing " + next + " failed", e);
      }
    }
    context.removeAttribute(ATTRIBUTE);
    ServerThreads.forget(Registration.class.getClassLoader());
  }
}
