package io.tidewire.websocket;

import io.tidewire.carrier.Opening;
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
final class Openings {

  /** The most handshakes whose session has not opened, or never will; the oldest are forgotten. */
  static final int PENDING = 10_000;

  private static final String PROPERTY = Opening.class.getName();

  private final String secret;
  private final Map<String, Opening> byTicket = new LinkedHashMap<>();
  private boolean shared;

  Openings(String secret) {
    this.secret = secret;
  }

  /** Keeps an opening; called in a handshake, with the parameters of its request. */
  synchronized void put(
      Map<String, Object> properties, Map<String, List<String>> parameters, Opening opening) {
    String ticket = Ticket.in(parameters, secret);
    if (ticket == null) {
      shared |= properties.put(PROPERTY, opening) != null;
      return;
    }
    byTicket.put(ticket, opening);
    if (byTicket.size() > PENDING) {
      byTicket.remove(byTicket.keySet().iterator().next());
    }
  }

  /**
   * Takes the opening of a session; called once, as it opens, with the parameters that it shows.
   *
   * @return the opening, or null if the handshake is not known
   */
  synchronized @Nullable Opening take(
      Map<String, Object> properties, Map<String, List<String>> parameters) {
    String ticket = Ticket.in(parameters, secret);
    if (ticket != null) {
      return byTicket.remove(ticket);
    }
    return !shared && properties.get(PROPERTY) instanceof Opening own ? own : null;
  }
}
