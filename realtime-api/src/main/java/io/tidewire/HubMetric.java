package io.tidewire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Names the numbers of {@link HubStats} for systems of metrics: the same names in all of them, so
 * that what is built on one fits the others. A metric with a tag has a value for each value of the
 * tag, all of which are there from the start.
 */
public enum HubMetric {
  /** {@link HubStats#byTransport()}, which add up to {@link HubStats#connections()}. */
  CONNECTIONS(Kind.GAUGE, "open connections", "transport", HubStats::byTransport),
  /** {@link HubStats#users()}. */
  USERS(Kind.GAUGE, "users who have a connection, or a socket that is closing", HubStats::users),
  /** {@link HubStats#waiting()}. */
  WAITING(Kind.GAUGE, "WebSockets that have sent nothing yet", HubStats::waiting),
  /** {@link HubStats#closing()}. */
  CLOSING(Kind.GAUGE, "sockets that their clients still hold open", HubStats::closing),
  /** {@link HubStats#subscriptions()}. */
  SUBSCRIPTIONS(Kind.GAUGE, "topics and patterns that are subscribed to", HubStats::subscriptions),
  /** {@link HubStats#opened()}. */
  OPENED(Kind.COUNTER, "connections that were opened", HubStats::opened),
  /** {@link HubStats#closed()}. */
  CLOSED(Kind.COUNTER, "connections that have ended", HubStats::closed),
  /** {@link HubStats#delivered()}. */
  DELIVERED(
      Kind.COUNTER, "events handed to connections, counted for each one", HubStats::delivered),
  /** {@link HubStats#dropped()}. */
  DROPPED(Kind.COUNTER, "events put back from full outboxes, or lost", HubStats::dropped),
  /** {@link HubStats#gaps()}. */
  GAPS(Kind.COUNTER, "gaps that clients were told of", HubStats::gaps),
  /** {@link HubStats#refusals()}, which add up to {@link HubStats#refused()}. */
  REFUSED(Kind.COUNTER, "refusals that clients were told", "code", HubStats::refusals),
  /** {@link HubStats#limited()}. */
  LIMITED(Kind.COUNTER, "times that a limit was reached", "setting", HubStats::limited),
  /** {@link HubStats#received()}. */
  RECEIVED(Kind.COUNTER, "messages of clients, published or sent", HubStats::received),
  /** {@link HubStats#answered()}. */
  ANSWERED(Kind.COUNTER, "messages of clients that were acknowledged", HubStats::answered),
  /** {@link HubStats#failed()}. */
  FAILED(Kind.COUNTER, "messages of clients that failed here", HubStats::failed),
  /** {@link HubStats#transfers()}. */
  TRANSFERS(Kind.GAUGE, "transfers of clients that are under way", HubStats::transfers),
  /** {@link HubStats#transferBytes()}. */
  TRANSFER_BYTES(Kind.GAUGE, "bytes that these were announced with", HubStats::transferBytes),
  /** {@link HubStats#transferred()}. */
  TRANSFERRED(Kind.COUNTER, "transfers of clients that have arrived", HubStats::transferred),
  /** {@link HubStats#offers()}. */
  OFFERS(Kind.GAUGE, "files that clients may pull", HubStats::offers),
  /** {@link HubStats#published()}. */
  PUBLISHED(Kind.COUNTER, "events that the log has acknowledged", HubStats::published),
  /** {@link HubStats#publishFailed()}. */
  PUBLISH_FAILED(Kind.COUNTER, "events that the log has not taken", HubStats::publishFailed),
  /** {@link HubStats#underWay()}. */
  UNDER_WAY(Kind.GAUGE, "appends that the log has not answered yet", HubStats::underWay),
  /** {@link HubStats#topics()}. */
  TOPICS(Kind.GAUGE, "topics that are remembered", HubStats::topics),
  /** {@link HubStats#historyEvents()}. */
  HISTORY_EVENTS(
      Kind.GAUGE, "events that are kept for those who come back", HubStats::historyEvents),
  /** {@link HubStats#historyBytes()}. */
  HISTORY_BYTES(Kind.GAUGE, "bytes of heap that these take, about", HubStats::historyBytes),
  /** {@link HubStats#outboxBytes()}. */
  OUTBOX_BYTES(Kind.GAUGE, "bytes of events that wait for sockets", HubStats::outboxBytes),
  /** {@link HubStats#unread()}. */
  UNREAD(Kind.GAUGE, "events that the slowest loop has still to read", HubStats::unread),
  /** {@link HubStats#oldestUnreadMillis()}. */
  OLDEST_UNREAD_MILLIS(
      Kind.GAUGE, "milliseconds that the oldest of these has waited", HubStats::oldestUnreadMillis),
  /** {@link HubStats#logDoubles()}. */
  LOG_DOUBLES(
      Kind.COUNTER, "events that the log gave twice, or of a foreign epoch", HubStats::logDoubles),
  /** {@link HubStats#logCuts()}. */
  LOG_CUTS(Kind.COUNTER, "holes and new epochs of the log", HubStats::logCuts);

  /** Tells what a value does over time. */
  public enum Kind {
    /** It never goes back while the hub is there. */
    COUNTER,
    /** It rises and falls. */
    GAUGE
  }

  /** The one part of a metric without a tag. */
  private static final String WHOLE = "";

  private final Kind kind;
  private final String description;
  private final @Nullable String tag;

  @SuppressWarnings("ImmutableEnumChecker") // Made of references to accessors, which have no state.
  private final Function<HubStats, Map<String, Long>> values;

  HubMetric(Kind kind, String description, ToLongFunction<HubStats> value) {
    this(kind, description, null, stats -> Map.of(WHOLE, value.applyAsLong(stats)));
  }

  HubMetric(
      Kind kind,
      String description,
      @Nullable String tag,
      Function<HubStats, Map<String, Long>> values) {
    this.kind = kind;
    this.description = description;
    this.tag = tag;
    this.values = values;
  }

  /** {@return its name, such as {@code tidewire.log.cuts}} */
  public String id() {
    return "tidewire." + name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** {@return what its value does over time} */
  public Kind kind() {
    return kind;
  }

  /** {@return what it counts, in a few words} */
  public String description() {
    return description;
  }

  /** {@return the name of the tag by which it has several values; empty if it has one} */
  public Optional<String> tag() {
    return Optional.ofNullable(tag);
  }

  /**
   * Returns its parts.
   *
   * @param stats what a hub has counted
   * @return the values of the tag; a single empty text if it has no tag
   */
  public Set<String> parts(HubStats stats) {
    return values.apply(stats).keySet();
  }

  /**
   * Reads a value.
   *
   * @param stats what a hub has counted
   * @param part one of the {@link #parts}
   * @return the value; 0 if nothing is known of this part
   */
  public long value(HubStats stats, String part) {
    return values.apply(stats).getOrDefault(part, 0L);
  }
}
