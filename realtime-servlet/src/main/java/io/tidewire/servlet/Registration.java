package io.tidewire.servlet;

import io.tidewire.assets.ClientServlet;
import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.chain.ChainSetup;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.inbound.LifeCycle;
import io.tidewire.poll.PollServlet;
import io.tidewire.protocol.SendServlet;
import io.tidewire.protocol.TidewireProtocol;
import io.tidewire.session.ActivityListener;
import io.tidewire.session.LogoutFilter;
import io.tidewire.session.SessionListener;
import io.tidewire.session.SessionWatch;
import io.tidewire.settings.Settings;
import io.tidewire.sse.SseServlet;
import io.tidewire.transfer.TransferFolder;
import io.tidewire.transfer.Transfers;
import io.tidewire.web.ApplicationExecutor;
import io.tidewire.web.Callers;
import io.tidewire.web.WebApplication;
import io.tidewire.window.Ticker;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.File;
import java.nio.file.Path;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Registers, starts and stops the library in one web application. Kept in the servlet context, so
 * that the initializer and the listener share it, whichever of them the container calls.
 */
final class Registration {

  private static final System.Logger LOG = System.getLogger(Registration.class.getName());
  private static final String ATTRIBUTE = Registration.class.getName();

  private final ServletContext context;
  private final ClassLoader application;
  private final Settings settings;
  private final ChainSetup chain;
  private final WebSockets webSockets;
  private final HubFront hub;
  private final Deque<AutoCloseable> services = new ConcurrentLinkedDeque<>();
  private final Deque<AutoCloseable> clients = new ConcurrentLinkedDeque<>();
  private long spentNanos;
  private boolean registered;
  private boolean started;

  private Registration(ServletContext context) {
    long begin = System.nanoTime();
    this.context = context;
    this.application = context.getClassLoader();
    this.settings = SettingSources.read(context);
    this.chain = new ChainSetup(context, application, settings.http());
    this.webSockets = WebSockets.of(context, settings);
    this.hub = new HubFront(context.getContextPath(), () -> Services.transactions(application));
    context.setAttribute(Services.HUB_ATTRIBUTE, hub);
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
    SessionForgetter.register(context, application, settings.http().path());
    register(SseServlet.class, "sse");
    chain.mount("sse", SseServlet::new, true);
    register(PollServlet.class, "poll");
    chain.mount("poll", PollServlet::new, true);
    register(SendServlet.class, "send");
    chain.mount("send", SendServlet::new, true);
    register(InfoServlet.class, "info");
    chain.mount("info", InfoServlet::new, false);
    register(ClientServlet.class, "client", "client.js", "client/*");
    if (settings.http().doctor()) {
      register(ClientServlet.class, "doctor");
    }
    chain.checkAtStart();
    webSockets.register();
    registerStopFilter();
    registerSessions();
    spentSince(begin);
  }

  /**
   * Maps the filter to the transports, at whose first request Undertow creates, so destroys, it.
   */
  private void registerStopFilter() {
    FilterRegistration.Dynamic stop =
        context.addFilter(ChainSetup.OWN + "stop", new StopFilter(this));
    stop.setAsyncSupported(true);
    stop.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST), false, settings.http().path() + "/*");
  }

  /** Notices the ends of sessions, and of sign-ins within them. */
  private void registerSessions() {
    try {
      context.addListener(SessionListener.class);
      if (settings.http().sessions().idle()
          || ActivityListener.isNeededOn(context.getServerInfo())) {
        context.addListener(ActivityListener.class);
      }
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the container takes no listener for sessions of web application '"
              + context.getContextPath()
              + "': their ends are not noticed, so call hub.session(id).disconnect() at a sign-out",
          e);
    }
    if (settings.http().sessions().logoutFilter()) {
      FilterRegistration.Dynamic logout =
          context.addFilter(ChainSetup.OWN + "logout", LogoutFilter.class);
      logout.setAsyncSupported(true);
      logout.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }
  }

  /** Registers a servlet for the path of its own name, or for these paths. */
  private void register(Class<? extends Servlet> servlet, String name, String... paths) {
    ServletRegistration.Dynamic registration = context.addServlet(ChainSetup.OWN + name, servlet);
    registration.setAsyncSupported(true);
    for (String path : paths.length == 0 ? new String[] {name} : paths) {
      registration.addMapping(settings.http().path() + "/" + path);
    }
  }

  /**
   * Starts or finds the hub, attaches to it, and adds the WebSocket endpoint. If any of it fails,
   * nothing stays behind.
   */
  void start() {
    if (started) {
      return;
    }
    started = true;
    long begin = System.nanoTime();
    try {
      open();
    } catch (RuntimeException | Error e) {
      stop();
      throw e;
    }
    spentSince(begin);
    LOG.log(
        System.Logger.Level.INFO,
        "Tidewire started in {0} ms for web application ''{1}''; WebSockets: {2}",
        TimeUnit.NANOSECONDS.toMillis(spentNanos),
        context.getContextPath(),
        webSockets.inWords());
    List<String> publicTopics = settings.http().publicTopics();
    if (!publicTopics.isEmpty()) {
      LOG.log(
          System.Logger.Level.INFO,
          "everybody may subscribe to these topics of web application '"
              + context.getContextPath()
              + "' (realtime.public-topics): "
              + String.join(", ", publicTopics));
    }
  }

  private Callers callers(Services found, Supplier<Executor> contexts) {
    Set<String> roles = new TreeSet<>(settings.http().trust().roles());
    roles.addAll(found.roles());
    roles.addAll(DeclaredRoles.of(context));
    roles.addAll(chain.declaredRoles());
    Callers callers = new Callers(found.parts().authenticator(), roles, contexts);
    return TokenVerifiers.find(found.parts().verifier(), application, settings)
        .map(callers::verifiedBy)
        .orElse(callers);
  }

  private ApplicationExecutor executor(ApplicationThreads threads, Services found) {
    return new ApplicationExecutor(
        threads.carrier(),
        settings.applicationThreads(),
        settings.applicationTimeout(),
        found.context(),
        Ticker.system());
  }

  private static Addresses addresses(Services found) {
    return Addresses.of(
        found.parts().handlers(), new Binding(found.hub()::encode, found.hub().reader()));
  }

  private Transfers transfers(WebApplication attached) {
    Path temporary =
        context.getAttribute(ServletContext.TEMPDIR) instanceof File folder
            ? folder.toPath()
            : null;
    return Transfers.of(attached, TransferFolder.in(temporary), Ticker.system());
  }

  private LifeCycle lifeCycle(Services found, ApplicationExecutor executor) {
    return new LifeCycle(
        found.parts().connections(),
        executor,
        found.hub().boundedLog(),
        settings.engine().limits().subscriptions());
  }

  private void open() {
    Services found = Services.of(application, context, settings);
    services.push(found);
    Addresses addresses = addresses(found);
    Supplier<Executor> contexts = SecurityContexts.ofContainer();
    ApplicationThreads threads = ApplicationThreads.find(settings, contexts);
    clients.push(threads);
    Optional<Sessions> sessions = webSockets.sessions();
    sessions.ifPresent(clients::push);
    ApplicationExecutor executor = executor(threads, found);
    WebApplication attached =
        WebApplication.attach(
            settings,
            found.hub(),
            PublicTopics.beside(found.parts().access(), settings.http().publicTopics()),
            callers(found, contexts),
            executor,
            lifeCycle(found, executor));
    Transfers transfers = transfers(attached);
    clients.push(transfers);
    clients.push(SendServlet.open(context, attached, addresses, transfers));
    clients.push(attached);
    SocketProtocol protocol = new TidewireProtocol(attached, addresses, transfers);
    sessions.ifPresent(opened -> webSockets.open(attached, protocol, opened));
    sessions
        .flatMap(opened -> webSockets.sendAwayInTime(attached, opened))
        .ifPresent(clients::push);
    SessionWatch.over(attached, Ticker.system()).bindTo(context);
    attached.bindTo(context);
    hub.complete(found.hub());
    clients.push(HubBean.register(found.hub(), context.getContextPath()));
  }

  /**
   * Says goodbye to the clients and ends their connections: first the application, which tells
   * them, then what still waits for its code, then the WebSocket sessions. Idempotent.
   */
  void sendClientsAway() {
    closeAll(clients);
  }

  /** Says goodbye to the clients, if that is still to be done, and frees everything. */
  void stop() {
    sendClientsAway();
    closeAll(services);
    hub.drop();
    context.removeAttribute(ATTRIBUTE);
    ServerThreads.forget(Registration.class.getClassLoader());
  }

  /** Closes in the reverse order of starting: all of it, whatever one of them throws. */
  private static void closeAll(Deque<AutoCloseable> toClose) {
    for (AutoCloseable next = toClose.poll(); next != null; next = toClose.poll()) {
      try {
        next.close();
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.WARNING, "closing " + next + " failed", e);
      }
    }
  }
}
