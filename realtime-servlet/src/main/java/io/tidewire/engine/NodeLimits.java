package io.tidewire.engine;

import io.tidewire.limits.AddressKey;
import io.tidewire.limits.Bound;
import io.tidewire.limits.ByteShares;
import io.tidewire.limits.LimitSettings;
import io.tidewire.limits.Rates;
import io.tidewire.limits.Reached;
import io.tidewire.window.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what clients do to this node over all their connections, and counts how often each limit
 * is reached. Thread-safe; never calls out.
 */
public final class NodeLimits {

  private static final int SECOND = 1_000;
  private static final int MINUTE = 60_000;

  /** Of so many addresses or users something is kept, about 200 bytes each. */
  private static final int KEPT = 100_000;

  /** A message of the greatest length fits in so often, whatever the setting says. */
  private static final int MESSAGES_AT_LEAST = 4;

  private final Ticker ticker;
  private final Reached reached = new Reached();
  private final Rates<Long> connects;
  private final Rates<String> messages;
  private final ByteShares inbound;
  private final Outbox.Bounds outbox;

  /**
   * Creates limits of which nothing is used.
   *
   * @param limits the limits
   * @param ticker the clock
   */
  public NodeLimits(EngineSettings.Limits limits, Ticker ticker) {
    LimitSettings settings = limits.clients();
    this.ticker = ticker;
    this.inbound =
        new ByteShares(
            Math.max(settings.bytes().inbound(), (long) MESSAGES_AT_LEAST * limits.message()));
    this.outbox = Outbox.Bounds.of(limits, reached);
    this.connects = new Rates<>(settings.connects(), MINUTE, KEPT);
    this.messages = new Rates<>(settings.messagesPerUser(), SECOND, KEPT);
  }

  /** {@return how often each limit was reached} */
  public Reached reached() {
    return reached;
  }

  /**
   * Counts an attempt to connect.
   *
   * @param address where it comes from, see {@link AddressKey}
   * @param client the client's name if its attempts count once in a minute, as those of polls,
   *     which follow each event; or null
   * @return whether the address may try now; if not, nothing is counted
   */
  public boolean mayConnect(long address, @Nullable String client) {
    return address == AddressKey.UNKNOWN || connects.tryAdd(address, client, ticker.millis());
  }

  /**
   * Counts a message for application code against its user's rate.
   *
   * @param sender who sends it; if anonymous, its client name counts, and without one its address
   * @return whether the user may send it now; if not, nothing is counted
   */
  public boolean maySend(Identity sender) {
    String owner = owner(sender);
    return owner == null || messages.tryAdd(owner, ticker.millis());
  }

  private static @Nullable String owner(Identity sender) {
    if (sender.user() != null) {
      return "u:" + sender.user();
    }
    if (sender.client() != null) {
      return "c:" + sender.client();
    }
    return sender.address() == AddressKey.UNKNOWN ? null : "a:" + sender.address();
  }

  /**
   * Takes room for bytes of messages or bodies that are not whole yet, or wait until they are
   * answered.
   *
   * @param address where they come from, see {@link AddressKey}
   * @param bytes how many
   * @return false if there is no room; then they must not be kept
   */
  public boolean mayReceive(long address, int bytes) {
    switch (inbound.take(address, bytes)) {
      case ALL_HOLD_TOO_MUCH -> reached.count(Bound.INBOUND_BYTES);
      case ADDRESS_HOLDS_TOO_MUCH -> reached.count(Bound.INBOUND_SHARE);
      case YES -> {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives the room back.
   *
   * @param address where they came from
   * @param bytes how many bytes are not kept any more
   */
  public void received(long address, long bytes) {
    inbound.give(address, bytes);
  }

  /** {@return what a client is told for which there is no such room} */
  public String inboundText() {
    return "what has arrived at this node, or from this address, and is not answered yet exceeds "
        + inbound.most()
        + " bytes, by "
        + Bound.INBOUND_BYTES;
  }

  /** {@return how many bytes that have arrived are kept} */
  long inboundBytes() {
    return inbound.used();
  }

  Outbox.Bounds outbox() {
    return outbox;
  }

  /** {@return of how many addresses and users something is kept} */
  int kept() {
    return connects.size() + messages.size();
  }

  /** Forgets those who have done nothing lately. */
  void sweep() {
    long now = ticker.millis();
    connects.sweep(now);
    messages.sweep(now);
  }
}
