package io.tidewire;

import java.util.Locale;
import java.util.Set;

/** Checks an event's type: one segment, and none of the names that the wire itself uses. */
final class EventType {

  private static final Set<String> RESERVED =
      Set.of(
          "open",
          "welcome",
          "ping",
          "gap",
          "bye",
          "error",
          "message",
          "subscribed",
          "unsubscribed",
          "snapshot",
          "current");

  private EventType() {}

  static String check(String type) {
    if (!Segments.isSegment(type)) {
      throw new IllegalArgumentException(
          "event type '" + Segments.printable(type) + "' is not one segment: " + Segments.ALPHABET);
    }
    if (RESERVED.contains(type.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("event type '" + type + "' is reserved by the protocol");
    }
    return type;
  }
}
