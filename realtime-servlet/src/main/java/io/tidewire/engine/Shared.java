package io.tidewire.engine;

import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.window.LogTail;
import io.tidewire.window.Ticker;
import io.tidewire.window.Window;
import io.tidewire.wire.Control;
import io.tidewire.wire.JsonWriter;
import io.tidewire.wire.MessageLimit;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Holds what the loops of one hub on this node share. */
record Shared(
    String hub,
    EngineSettings settings,
    HubParts parts,
    Window window,
    LogTail tail,
    BoundedLog boundedLog,
    SecureRandom secrets,
    Signals signals,
    Listeners listeners,
    Counters counters,
    NodeLimits nodeLimits,
    ConnectionCounts connectionCounts,
    ConnectionIndex index,
    Supervision supervision) {

  private static final int ID_BITS = 96;

  /** Bounds what is added to the ticker's time. */
  private static final Duration LONGEST_RIGHT = Duration.ofDays(36_500);

  /**
   * Creates what a hub needs before it has loops.
   *
   * @param isSubscribed whether a topic is subscribed to by its name
   * @param patience how long the observers may take at the end
   */
  static Shared of(
      String hub,
      EngineSettings settings,
      HubParts parts,
      Predicate<Topic> isSubscribed,
      Duration patience) {
    BoundedLog boundedLog = new BoundedLog(hub, parts.ticker());
    Window window = new Window(settings.history(), parts.ticker(), isSubscribed);
    LogTail tail = new LogTail(window, parts.ticker());
    SecureRandom secrets = new SecureRandom();
    Signals signals = new Signals(parts.observers(), parts.threads(), boundedLog, patience);
    EngineSettings.Limits limits = settings.limits();
    NodeLimits nodeLimits = new NodeLimits(limits, parts.ticker());
    ConnectionCounts connectionCounts =
        new ConnectionCounts(limits.connections(), limits.clients(), signals, nodeLimits.reached());
    List<ConnectionListener> all = new ArrayList<>(parts.listeners());
    if (signals.areHeard()) {
      all.add(signals);
    }
    Listeners listeners = new Listeners(all, new Faults(boundedLog));
    return new Shared(
        hub,
        settings,
        parts,
        window,
        tail,
        boundedLog,
        secrets,
        signals,
        listeners,
        new Counters(),
        nodeLimits,
        connectionCounts,
        new ConnectionIndex(),
        new Supervision(parts.ticker()));
  }

  Ticker ticker() {
    return parts.ticker();
  }

  ComeBack comeBack() {
    return new ComeBack(settings.liveness().restartSpread());
  }

  /** Returns an id that is unique and cannot be guessed. */
  String newConnectionId() {
    return new BigInteger(ID_BITS, secrets).toString(Character.MAX_RADIX);
  }

  /**
   * {@return when a subscriber's right to be connected ends, by the ticker; never if nothing says}
   */
  long endOfRight(Subscriber subscriber) {
    return subscriber
        .expires()
        .map(end -> Duration.between(parts.clock().instant(), end))
        .map(rest -> rest.compareTo(LONGEST_RIGHT) > 0 ? LONGEST_RIGHT : rest)
        .map(rest -> ticker().millis() + (rest.isNegative() ? 0 : rest.toMillis()))
        .orElse(Long.MAX_VALUE);
  }

  /** Returns the first frame of a connection. */
  Control.Welcome welcome(ClientConnection client, Transport transport) {
    return new Control.Welcome(
        client.id(),
        client.subscriber().name(),
        client.subscriber().expires().orElse(null),
        settings.liveness().heartbeat().toMillis(),
        transport.messageLimit().map(this::limitsJson).orElseGet(this::limitsJson));
  }

  /** {@return the limits that a client may want to know, as a JSON object} */
  String limitsJson() {
    return limits().end();
  }

  /** {@return the same, with the limit for messages to this client} */
  private String limitsJson(MessageLimit own) {
    return limits().number("max", own.bytes()).end();
  }

  private JsonWriter limits() {
    return new JsonWriter()
        .number("message", settings.limits().message())
        .number("subscriptions", settings.limits().subscriptions())
        .number("patterns", settings.limits().clients().patterns())
        .number("pending", settings.limits().pending())
        .number("inbound", settings.limits().clients().inbound())
        .number("transfer", settings.limits().clients().transfers().maxSize())
        .number("transfers", settings.limits().clients().transfers().perOwner());
  }
}
