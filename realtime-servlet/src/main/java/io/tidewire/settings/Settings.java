package io.tidewire.settings;

import io.tidewire.engine.EngineSettings;
import io.tidewire.limits.LimitSettings;
import io.tidewire.window.WindowSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds all settings of an application.
 *
 * @param engine the hub's settings
 * @param http the transports' settings
 * @param managedThreads whether the container provides the threads
 * @param applicationThreads how many threads run the application's code that clients cause
 * @param applicationTimeout how long the application's code may take for one request
 * @param log names the hub's log; {@code memory} for one in this process
 * @param ofProviders what is set by the names that libraries beside this one read, such as logs
 */
public record Settings(
    EngineSettings engine,
    HttpSettings http,
    boolean managedThreads,
    int applicationThreads,
    Duration applicationTimeout,
    URI log,
    Map<String, String> ofProviders) {

  /** The value of {@code realtime.log} for a log in this process. */
  public static final URI MEMORY = URI.create("memory");

  private static final int MAX_ROUNDED_UP = 1 << 24;

  /**
   * One request may name all subscriptions of its connection, and is one task of a loop: patterns
   * are compared with each other, and each delivery looks at all of them.
   */
  private static final int MAX_SUBSCRIPTIONS = 1_024;

  /**
   * Reads all settings but those of libraries beside this one.
   *
   * @param sources where to look; the first source that has a setting decides
   * @return the settings
   * @throws InvalidSettingsException if any is unknown or invalid; the message lists all faults
   */
  public static Settings read(List<SettingSource> sources) {
    return read(sources, Set.of());
  }

  /**
   * Reads all settings.
   *
   * @param sources where to look; the first source that has a setting decides
   * @param ofProviders the names of settings that libraries beside this one read
   * @return the settings
   * @throws InvalidSettingsException if any is unknown or invalid; the message lists all faults
   */
  public static Settings read(List<SettingSource> sources, Set<String> ofProviders) {
    Values values = new Values(sources);
    Settings settings = read(values, ofProviders);
    values.refuseFaults();
    return settings;
  }

  static Settings read(Values values, Set<String> ofProviders) {
    HttpSettings http = http(values);
    return new Settings(
        engine(values),
        http,
        values.flag("realtime.managed-threads", true),
        values.count("realtime.application.threads", 32, 2, 10_000),
        values.duration("realtime.application.timeout", "30s", "100ms", "1h"),
        values.uri("realtime.log", MEMORY, "memory or a URI, such as redis://cache.example.org"),
        values.unchecked(ofProviders));
  }

  /** {@return the settings without those of libraries beside this one, which may hold a secret} */
  @Override
  public String toString() {
    return "Settings[engine=" + engine + ", http=" + http + "]";
  }

  private static HttpSettings http(Values values) {
    return new HttpSettings(
        values.text(
            "realtime.path",
            "/realtime",
            "a path such as /realtime, without a slash at its end",
            path -> path.matches("(/[A-Za-z0-9._~-]+)+")),
        values.duration("realtime.sse.retry", "2s", "100ms", "1m"),
        values.duration("realtime.sse.max-age", "30m", "1s", "24h"),
        values.duration("realtime.poll.wait", "25s", "1s", "1m"),
        new HttpSettings.WebSocket(
            values.flag("realtime.websocket.compression", false),
            Upgrade.of(
                values.text(
                    "realtime.websocket.upgrade",
                    Upgrade.AUTO.toString(),
                    "auto, true or false",
                    Upgrade::isName)),
            values.duration("realtime.websocket.close-timeout", "5s", "100ms", "1m"),
            values.durationOrOff("realtime.websocket.max-age", "off", "1s", "24h")),
        values.flag("realtime.first-in-chain", false),
        values.flag("realtime.development", false),
        new HttpSettings.Trust(
            values.items(
                "realtime.allowed-origins",
                "an origin such as https://app.example.org or https://*.example.org",
                OriginEntry::parse),
            values.items(
                "realtime.trusted-proxies",
                "an IP address or a range such as 10.0.0.0/8",
                AddressRange::parse),
            HeaderFamily.of(
                values.text(
                    "realtime.forwarded",
                    "x-forwarded",
                    "x-forwarded or forwarded",
                    HeaderFamily::isName)),
            values.list("realtime.roles", "a role's name", role -> role.length() <= 128),
            values.flag("realtime.query-tokens", true)),
        values.items(
            "realtime.public-topics",
            "a topic or a pattern, neither * nor ** alone nor any that begins with $",
            PublicEntry::check),
        values.flag("realtime.user-topic", false),
        new HttpSettings.Sessions(
            values.flag("realtime.logout-filter", true),
            values.flag("realtime.session.idle", false)),
        values.flag("realtime.doctor", false));
  }

  private static EngineSettings engine(Values values) {
    WindowSettings history =
        new WindowSettings(
            values.count("realtime.history.events", 1_000, 1, 1_000_000),
            values.duration("realtime.history.age", "5m", "100ms", "24h"),
            values.size("realtime.history.bytes", "64MiB", "64KiB", "64GiB"),
            values.count("realtime.history.idle-topics", 10_000, 0, 10_000_000),
            powerOfTwo(values.count("realtime.in-flight", 16_384, 128, MAX_ROUNDED_UP)));
    EngineSettings.Liveness liveness =
        new EngineSettings.Liveness(
            values.duration("realtime.heartbeat", "20s", "100ms", "1h"),
            values.duration("realtime.websocket.pong-timeout", "10s", "100ms", "1h"),
            values.duration("realtime.send-timeout", "30s", "100ms", "1h"),
            values.duration("realtime.restart-spread", "10s", "0s", "1h"));
    EngineSettings.Limits limits =
        new EngineSettings.Limits(
            values.count("realtime.max-connections", 50_000, 1, 10_000_000),
            values.count("realtime.max-subscriptions", 256, 1, MAX_SUBSCRIPTIONS),
            values.count("realtime.outbox", 256, 16, 65_536),
            (int) values.size("realtime.max-message", "64KiB", "256", "16MiB"),
            values.count("realtime.limits.pending", 256, 16, 65_536),
            values.count("realtime.log.pending", 10_000, 1, 10_000_000),
            new LimitSettings(
                values.count("realtime.limits.inbound", 64, 1, 65_536),
                values.limit("realtime.limits.messages", "1000", 1_000_000),
                values.limit("realtime.limits.messages-per-user", "2000", 10_000_000),
                values.limit("realtime.limits.per-user", "100", 1_000_000),
                values.limit("realtime.limits.per-address", "off", 10_000_000),
                values.limit("realtime.limits.connects", "off", 1_000_000),
                values.count("realtime.limits.patterns", 64, 0, 100_000),
                values.count("realtime.limits.waiting", 5_000, 1, 10_000_000),
                values.duration("realtime.limits.first-frame", "10s", "1s", "5m"),
                new LimitSettings.Bytes(
                    values.size("realtime.limits.outbox-bytes", "4MiB", "64KiB", "1GiB"),
                    values.size("realtime.limits.outbox-memory", "64MiB", "1MiB", "64GiB"),
                    values.size("realtime.limits.inbound-bytes", "64MiB", "1MiB", "64GiB")),
                new LimitSettings.Transfers(
                    values.size("realtime.transfers.max-size", "64MiB", "1KiB", "64GiB"),
                    values.count("realtime.transfers.per-owner", 4, 1, 10_000),
                    values.size("realtime.transfers.bytes", "1GiB", "1KiB", "1024GiB"),
                    values.duration("realtime.transfers.timeout", "5m", "1s", "1h"))));
    int processors = Runtime.getRuntime().availableProcessors();
    Duration publishWait = values.duration("realtime.publish-wait", "1s", "0s", "1m");
    Duration logTimeout = values.duration("realtime.log.timeout", "10s", "100ms", "10m");
    boolean readyNeedsLog = values.flag("realtime.ready.needs-log", false);
    int maxPayload = (int) values.size("realtime.max-payload", "1MiB", "1KiB", "64MiB");
    int loops = values.count("realtime.loops", Math.min(processors, 64), 1, 64);
    return new EngineSettings(
        loops, publishWait, logTimeout, readyNeedsLog, maxPayload, history, liveness, limits);
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast == 1 ? 1 : Integer.highestOneBit(atLeast - 1) * 2;
  }

  /**
   * Holds the transports' settings.
   *
   * @param path where the transports are, relative to the context path
   * @param retry how long the client of an event stream waits before it reconnects
   * @param maxAge how long an event stream may last
   * @param pollWait how long a long poll waits unless its client asks for another time
   * @param webSocket the settings of WebSockets
   * @param firstInChain whether the transports run before the application's filters
   * @param development whether refusals tell the client which rule is missing
   * @param trust whom to believe
   * @param publicTopics topics and patterns to which everybody may subscribe
   * @param userTopic whether users are subscribed to their own topic as they connect
   * @param sessions what is noticed of HTTP sessions
   * @param doctor whether the page that diagnoses a client's network is served
   */
  public record HttpSettings(
      String path,
      Duration retry,
      Duration maxAge,
      Duration pollWait,
      WebSocket webSocket,
      boolean firstInChain,
      boolean development,
      Trust trust,
      List<String> publicTopics,
      boolean userTopic,
      Sessions sessions,
      boolean doctor) {

    /**
     * Says what is noticed of HTTP sessions.
     *
     * @param logoutFilter whether a filter notices that a request signs its user out
     * @param idle whether a session ends that has been used for push only for its timeout
     */
    public record Sessions(boolean logoutFilter, boolean idle) {}

    /**
     * Holds the settings of WebSockets.
     *
     * @param compression whether they may negotiate extensions; ignored if they are upgraded
     *     requests
     * @param upgrade whether they are upgraded requests of the servlet container instead of
     *     sessions of its JSR-356 implementation
     * @param closeTimeout how long a client may take to answer a close
     * @param maxAge how long one may last; {@link Long#MAX_VALUE} milliseconds for no limit
     */
    public record WebSocket(
        boolean compression, Upgrade upgrade, Duration closeTimeout, Duration maxAge) {}

    /**
     * Holds whom to believe.
     *
     * @param allowedOrigins foreign origins whose pages may connect
     * @param proxies addresses of proxies whose headers are believed
     * @param forwarded which headers these are
     * @param roles the roles that the container is asked for in each request or handshake
     * @param tokensInQueries whether a token may be in the query of an event stream or WebSocket
     */
    public record Trust(
        List<OriginEntry> allowedOrigins,
        List<AddressRange> proxies,
        HeaderFamily forwarded,
        Set<String> roles,
        boolean tokensInQueries) {}
  }
}
