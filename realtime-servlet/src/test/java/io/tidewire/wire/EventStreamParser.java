package io.tidewire.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads an event stream as WHATWG HTML, section 9.2.6, tells a browser to. */
final class EventStreamParser {

  /** What a browser dispatches. */
  record Dispatched(String type, String data, String lastEventId) {}

  final List<Dispatched> events = new ArrayList<>();
  String lastEventId = "";
  long retry = -1;
  private String idBuffer = "";
  private final StringBuilder data = new StringBuilder();
  private String type = "";

  static EventStreamParser parse(byte[] stream) {
    EventStreamParser parser = new EventStreamParser();
    String text = new String(stream, StandardCharsets.UTF_8);
    int start = text.startsWith("\ufeff") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n') {
        parser.line(text.substring(start, i));
        i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
        start = i + 1;
      }
    }
    return parser;
  }

  private void line(String line) {
    if (line.isEmpty()) {
      dispatch();
      return;
    }
    int colon = line.indexOf(':');
    if (colon == 0) {
      return;
    }
    String name = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    field(name, value.startsWith(" ") ? value.substring(1) : value);
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> idBuffer = value.indexOf(0) < 0 ? value : idBuffer;
      case "retry" -> retry = value.matches("[0-9]+") ? Long.parseLong(value) : retry;
      default -> {}
    }
  }

  private void dispatch() {
    lastEventId = idBuffer;
    if (data.length() > 0) {
      String text = data.substring(0, data.length() - 1);
      events.add(new Dispatched(type.isEmpty() ? "message" : type, text, lastEventId));
    }
    data.setLength(0);
    type = "";
  }
}
