package io.tidewire.websocket;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes what a handshake decided to the session that it opens, and never to another.
 *
 * <p>Containers that follow later versions of the specification give each connection its own user
 * properties. Older ones (Tyrus 1, Undertow 2.2) share one map, in which each handshake replaces
 * what the last one left. For those the {@link UpgradeFilter} gives each upgrade a {@link Ticket},
 * which the handshake and its session both show. If there is no ticket and the map already has an
 * entry, the client is not admitted.
 *
 * <p>Thread-safe.
 */
final class Admissions {

  /** The most handshakes whose session has not opened, or never will; the oldest are forgotten. */
  static final int PENDING = 10_000;

  private static final String PROPERTY = Admission.class.getName();

  private final String secret;
  private final Map<String, Admission> byTicket = new LinkedHashMap<>();
  private boolean shared;

  Admissions(String secret) {
    this.secret = secret;
  }

  /** Keeps an admission; called in a handshake, with the parameters of its request. */
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
   * Takes the admission of a session; called once, as it opens, with the parameters that it shows.
   *
   * @return the admission, or null if the handshake is not known
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
