package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.HubEngine;
import io.tidewire.servlet.DefaultCodec;
import io.tidewire.servlet.Parts;
import io.tidewire.servlet.Services;
import io.tidewire.servlet.SettingSources;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.window.Ticker;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Owns the one hub of a CDI container. The container's application scope opens the hub at its first
 * use and closes it at the end; events that are fired later do not open another.
 */
final class HubOwner {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  /** Starts the engine's hub. */
  static final BiFunction<Parts, Settings, Hub> ENGINE =
      (parts, settings) ->
          parts.start("default", settings, Thread.currentThread().getContextClassLoader());

  private final BiFunction<Parts, Settings, Hub> starter;
  private final Lock opening = new ReentrantLock();
  private final BoundedLog logWithoutHub = new BoundedLog("default", Ticker.system());
  private volatile @Nullable Settings given;
  private volatile @Nullable Instance<Object> givenBeans;
  private volatile @Nullable Parts parts;
  private volatile @Nullable Hub hub;
  private volatile @Nullable ServerMetrics metrics;
  private volatile @Nullable DefaultCodec checked;
  private volatile boolean openedWithoutContext;
  private volatile boolean closed;

  /**
   * @param starter makes the hub; one that is {@link AutoCloseable} is closed at the end
   */
  HubOwner(BiFunction<Parts, Settings, Hub> starter) {
    this.starter = starter;
  }

  /**
   * Returns the hub, which the first call opens.
   *
   * @throws HubClosedException if the application has ended
   */
  Hub open(Instance<Object> beans, BeanMethods methods) {
    opening.lock();
    try {
      if (closed) {
        throw new HubClosedException("default");
      }
      Hub opened = hub;
      return opened == null ? start(beans, methods) : opened;
    } finally {
      opening.unlock();
    }
  }

  private Hub start(Instance<Object> beans, BeanMethods methods) {
    Settings settings = settings(beans);
    Instance<Object> known = givenBeans;
    Instance<Object> visible = known == null ? beans : known;
    Optional<PayloadCodec> codec = Optional.ofNullable(checked);
    Parts found = BeanParts.of(visible, methods, codec);
    Hub opened = starter.apply(found, settings);
    parts = found;
    hub = opened;
    metrics = encodes() ? ServerMetrics.show(opened, visible) : null;
    return opened;
  }

  /**
   * Returns the settings of the web application that opens the hub. An application that opens it by
   * an event while it starts is found through its servlet context, which is a bean of a request.
   */
  private Settings settings(Instance<Object> beans) {
    Settings known = given;
    if (known != null) {
      return known;
    }
    Instance<ServletContext> contexts = beans.select(ServletContext.class);
    if (contexts.isResolvable()) {
      try (RequestContext request = RequestContext.enter(beans)) {
        return SettingSources.read(contexts.get());
      } catch (IllegalStateException e) {
        LOG.log(System.Logger.Level.DEBUG, "the hub is opened outside a web application", e);
      }
    }
    openedWithoutContext = true;
    return SettingSources.readWithoutContext();
  }

  /** {@return whether the hub is the engine's: the default codec encodes, if there is no other} */
  boolean encodes() {
    return starter == ENGINE;
  }

  /** Returns the codec of the hub if the application brings none; called before it is opened. */
  DefaultCodec defaultCodec() {
    DefaultCodec codec = new DefaultCodec();
    checked = codec;
    return codec;
  }

  /**
   * Sets the settings and the beans of a web application, unless the hub is already open. On some
   * servers (Payara) the hub's own bean sees only the beans of this library's archive, without the
   * application's.
   */
  void give(Settings settings, Instance<Object> beans) {
    given = settings;
    givenBeans = beans;
  }

  /**
   * Returns the services for a web application, whose clients the opened hub serves.
   *
   * @param roles the roles that the container's rules and handlers name
   * @param around puts a request context around the application's code
   */
  Services services(ServletContext context, Set<String> roles, UnaryOperator<Runnable> around) {
    HubEngine engine =
        engine()
            .orElseThrow(() -> new IllegalStateException("web applications need the engine's hub"));
    if (openedWithoutContext && hasSettings(context)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the hub was opened before the web application '"
              + context.getContextPath()
              + "': its context-params about the hub are ignored; set them as system"
              + " properties or environment variables");
    }
    return new Services(engine, Objects.requireNonNull(parts, "parts"), roles, around, false);
  }

  private static boolean hasSettings(ServletContext context) {
    return Collections.list(context.getInitParameterNames()).stream()
        .anyMatch(name -> name.startsWith(SettingSource.PREFIX));
  }

  /** {@return the engine, if that is the hub, and the hub is open} */
  private Optional<HubEngine> engine() {
    return hub instanceof HubEngine engine ? Optional.of(engine) : Optional.empty();
  }

  /** Tells whether a client would be accepted now; one before the first use opens the hub. */
  boolean takesClients() {
    return !closed && engine().map(HubEngine::isReady).orElse(true);
  }

  /** {@return the state of the hub by names; of one that is not open, that nothing hangs} */
  Map<String, Object> health() {
    return engine()
        .map(HubEngine::health)
        .orElseGet(() -> Map.of("closing", 0, "application-stuck", 0));
  }

  /** {@return where to log what may happen often: the log of the opened hub, which sums up} */
  BoundedLog boundedLog() {
    return engine().map(HubEngine::boundedLog).orElse(logWithoutHub);
  }

  /** Prevents the hub from being opened; returns the one to close, to the first caller only. */
  private @Nullable Hub end() {
    opening.lock();
    try {
      Hub opened = closed ? null : hub;
      closed = true;
      return opened;
    } finally {
      opening.unlock();
    }
  }

  /** Closes the hub; a second call does nothing. */
  void close() {
    if (end() instanceof AutoCloseable opened) {
      ServerMetrics shown = metrics;
      if (shown != null) {
        shown.close();
      }
      try {
        opened.close();
      } catch (Exception e) {
        // What the hub fails with at its end must not keep the container from its own.
        LOG.log(System.Logger.Level.WARNING, "the hub did not close", e);
      }
    }
  }
}
