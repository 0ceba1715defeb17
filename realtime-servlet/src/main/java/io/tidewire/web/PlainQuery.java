package io.tidewire.web;

import io.tidewire.engine.HubEngine;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.wire.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a page without our client wants to subscribe to, from the address of its WebSocket:
 * {@code format=plain} with topics, and where to begin.
 */
public final class PlainQuery {

  private static final String PLAIN = "plain";

  private PlainQuery() {}

  /**
   * Tells whether a client wants payloads only, whatever else is wrong with what it asks for.
   *
   * @param handshake the handshake
   * @return whether it does
   */
  public static boolean isAsked(Arrival handshake) {
    return formats(handshake).contains(PLAIN);
  }

  private static List<String> formats(Arrival handshake) {
    return Query.values(handshake.query().orElse(""), "format");
  }

  /**
   * Reads the address.
   *
   * @param hub the hub, whose limits bound what one request may name
   * @param handshake the handshake
   * @return the topics, not yet checked against the rules; empty without {@code format}
   * @throws Refusal if anything is malformed
   */
  public static Optional<SubscribeRequest> read(HubEngine hub, Arrival handshake) {
    String query = handshake.query().orElse("");
    List<String> formats = formats(handshake);
    if (formats.isEmpty()) {
      return Optional.empty();
    }
    if (!formats.equals(List.of(PLAIN))) {
      throw new Refusal(ErrorCode.BAD_REQUEST, "format is not 'plain'");
    }
    List<String> rewind = Query.values(query, "rewind");
    return Optional.of(
        new SubscribeQuery(hub)
            .read(
                Query.values(query, "topic"),
                Query.values(query, "since"),
                rewind.isEmpty() ? null : rewind.get(0),
                null));
  }
}
