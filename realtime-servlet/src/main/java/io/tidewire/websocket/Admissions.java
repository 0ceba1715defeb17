package io.tidewire.websocket;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a handshake found out to the session that it opens, and never to another.
 *
 * <p>The user properties are one connection's own where the specification's later versions are
 * followed. Older containers (Tyrus 1, Undertow 2.2) have one map for all, in which the next
 * handshake replaces what the last one left. For those the {@link UpgradeFilter} gives each upgrade
 * a {@link Ticket}, which the handshake and its session both show. Where there is neither, which
 * shows by an entry that is there already, nobody comes in.
 *
 * <p>For any thread.
 */
final class Admissions {

  /** Handshakes whose session has not opened yet, or never will; the oldest are forgotten. */
  static final int PENDING = 10_000;

  private static final String PROPERTY = Admission.class.getName();

  private final String secret;
  private final Map<String, Admission> byTicket = new LinkedHashMap<>();
  private boolean shared;

  Admissions(String secret) {
    this.secret = secret;
  }

  /** Called in a handshake, with its request's parameters. */
  synchronized void put(
      Map<String, Object> properties, Map<String, List<String>> parameters, Admission admission) {
    String ticket = Ticket.in(parameters, secret);
    if (ticket == null) {
      shared |= properties.put(PROPERTY, admission) != null;
      return;
    }
    byTicket.put(ticket, admission);
    if (byTicket.size() > PENDING) {
      byTicket.remove(byTicket.keySet().iterator().next());
    }
  }

  /**
   * Called once for each session, as it opens, with the parameters that it shows.
   *
   * @return null if its handshake is not known
   */
  synchronized @Nullable Admission take(
      Map<String, Object> properties, Map<String, List<String>> parameters) {
    String ticket = Ticket.in(parameters, secret);
    if (ticket != null) {
      return byTicket.remove(ticket);
    }
    return !shared && properties.get(PROPERTY) instanceof Admission own ? own : null;
  }
}
