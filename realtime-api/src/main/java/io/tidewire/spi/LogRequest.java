package io.tidewire.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * Says which log a hub opens.
 *
 * @param uri what {@code realtime.log} says
 * @param hub the hub's name
 * @param retention what a starting node reads at most: the log may let go of the rest
 * @param settings those of {@link EventLogProvider#settings} that are set, by their names
 * @param threads makes the log's threads; they end with it
 */
public record LogRequest(
    URI uri, String hub, Retention retention, Map<String, String> settings, ThreadFactory threads) {

  /**
   * Makes a request; the settings are copied.
   *
   * @param uri what {@code realtime.log} says
   * @param hub the hub's name
   * @param retention what a starting node reads at most
   * @param settings those that are set, by their names
   * @param threads makes the log's threads
   */
  public LogRequest {
    settings = Map.copyOf(settings);
  }

  /** {@return the request without anything that may hold a password} */
  @Override
  public String toString() {
    return "LogRequest[hub="
        + hub
        + ", scheme="
        + uri.getScheme()
        + ", retention="
        + retention
        + "]";
  }

  /**
   * What is kept for replay; the strictest bound counts.
   *
   * @param events of each topic
   * @param age since an event arrived
   * @param bytes of heap for all events of the hub, estimated
   */
  public record Retention(int events, Duration age, long bytes) {}
}
