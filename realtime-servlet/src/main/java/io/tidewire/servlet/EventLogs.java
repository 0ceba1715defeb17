package io.tidewire.servlet;

import io.tidewire.settings.InvalidSettingsException;
import io.tidewire.settings.Settings;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.EventLogProvider;
import io.tidewire.spi.LogRequest;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import io.tidewire.window.WindowSettings;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens the log that the setting {@code realtime.log} names. */
final class EventLogs {

  private EventLogs() {}

  /** {@return the names of the settings that the application's kinds of logs read} */
  static Set<String> settings(ClassLoader application) {
    return providers(application)
        .flatMap(provider -> provider.settings().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Opens a hub's log.
   *
   * @throws InvalidSettingsException if not exactly one provider opens it, or it refuses a setting
   */
  static EventLog open(
      String hub,
      Settings settings,
      ClassLoader application,
      Ticker ticker,
      ThreadFactory threads) {
    if (settings.log().equals(Settings.MEMORY)) {
      return new InMemoryEventLog(0, ticker);
    }
    try {
      EventLogProvider provider = provider(settings, application);
      return provider.open(request(hub, settings, provider, threads));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException(
          "realtime.log, a log of '" + settings.log().getScheme() + "': " + e.getMessage(), e);
    }
  }

  private static EventLogProvider provider(Settings settings, ClassLoader application) {
    List<EventLogProvider> found =
        providers(application).filter(provider -> provider.opens(settings.log())).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new IllegalArgumentException(
        found.isEmpty()
            ? "no library on the application's class path opens it; add one, or set memory"
            : found.stream()
                .map(provider -> provider.getClass().getName())
                .collect(Collectors.joining(" and ", "it is opened by ", "; keep one of them")));
  }

  private static LogRequest request(
      String hub, Settings settings, EventLogProvider provider, ThreadFactory threads) {
    WindowSettings window = settings.engine().history();
    return new LogRequest(
        settings.log(),
        hub,
        new LogRequest.Retention(window.events(), window.age(), window.bytes()),
        ProviderSettings.of(settings, provider.settings()),
        threads);
  }

  private static Stream<EventLogProvider> providers(ClassLoader application) {
    return ServiceLoader.load(EventLogProvider.class, application).stream()
        .map(ServiceLoader.Provider::get);
  }
}
