package io.tidewire.servlet;

import io.tidewire.engine.HubEngine;
import io.tidewire.engine.HubParts;
import io.tidewire.engine.Transactions;
import io.tidewire.settings.Settings;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.ConnectionObserver;
import io.tidewire.spi.HubObserver;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import io.tidewire.window.Ticker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Holds what an application brings to its hub and its transports, or the defaults.
 *
 * @param codec the application's codec, if any
 * @param access the application's rules; without any, nobody may subscribe to anything
 * @param authenticator the application's authenticator, or {@link ConnectRequest#caller}
 * @param verifier the application's own verifier of tokens, if any
 * @param transactions the platform's transactions
 * @param observers the application's observers
 * @param handlers the application's handlers of what clients send
 * @param connections the application's observers of connections
 */
public record Parts(
    Optional<PayloadCodec> codec,
    TopicAccess access,
    Authenticator authenticator,
    Optional<TokenVerifier> verifier,
    Transactions transactions,
    List<HubObserver> observers,
    List<InboundHandler> handlers,
    List<ConnectionObserver> connections) {

  /** Finds the parts that an application supplies through {@link ServiceLoader}. */
  static Parts discover(ClassLoader loader) {
    return new Parts(
        only(PayloadCodec.class, loader),
        only(TopicAccess.class, loader).orElseGet(Parts::denyAll),
        only(Authenticator.class, loader).orElse(ConnectRequest::caller),
        only(TokenVerifier.class, loader),
        Transactions.NONE,
        all(HubObserver.class, loader),
        all(InboundHandler.class, loader),
        all(ConnectionObserver.class, loader));
  }

  /** {@return the rules of an application that has none: they refuse everything} */
  public static TopicAccess denyAll() {
    return TopicRules.builder().build();
  }

  private static <T> Optional<T> only(Class<T> type, ClassLoader loader) {
    List<T> found = all(type, loader);
    if (found.size() > 1) {
      throw new IllegalStateException(
          "there is more than one "
              + type.getSimpleName()
              + " in META-INF/services: "
              + found.stream()
                  .map(service -> service.getClass().getName())
                  .collect(Collectors.joining(", ")));
    }
    return found.stream().findFirst();
  }

  private static <T> List<T> all(Class<T> type, ClassLoader loader) {
    return ServiceLoader.load(type, loader).stream().map(ServiceLoader.Provider::get).toList();
  }

  /**
   * Returns the same parts with other rules and with further handlers.
   *
   * @param other decides who may subscribe to what, and publish it
   * @param further handlers beside those that are there
   * @return the parts
   */
  public Parts with(TopicAccess other, List<? extends InboundHandler> further) {
    List<InboundHandler> all = new ArrayList<>(handlers);
    all.addAll(further);
    return new Parts(
        codec,
        other,
        authenticator,
        verifier,
        transactions,
        observers,
        List.copyOf(all),
        connections);
  }

  /**
   * Returns the same parts with a further observer of connections.
   *
   * @param further the observer
   * @return the parts
   */
  public Parts with(ConnectionObserver further) {
    List<ConnectionObserver> all = new ArrayList<>(connections);
    all.add(further);
    return new Parts(
        codec,
        access,
        authenticator,
        verifier,
        transactions,
        observers,
        handlers,
        List.copyOf(all));
  }

  /**
   * Starts a hub of these parts.
   *
   * @param name tells several hubs apart
   * @param settings the application's settings
   * @param application where libraries are found that open logs
   * @return the running hub
   * @throws io.tidewire.settings.InvalidSettingsException if the settings of its log are wrong
   */
  public HubEngine start(String name, Settings settings, ClassLoader application) {
    return HubEngine.start(name, settings.engine(), hubParts(name, settings, application));
  }

  private HubParts hubParts(String name, Settings settings, ClassLoader application) {
    Ticker ticker = Ticker.system();
    return new HubParts(
        EventLogs.open(
            name, settings, application, ticker, ContainerThreads.named("tidewire-log", settings)),
        codec.orElseGet(DefaultCodec::new),
        transactions,
        observers,
        List.of(),
        ContainerThreads.named("tidewire", settings),
        InstantSource.system(),
        ticker);
  }
}
