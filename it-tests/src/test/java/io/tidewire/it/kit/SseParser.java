package io.tidewire.it.kit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads an event stream by the rules of the WHATWG HTML standard, sections 9.2.5 and 9.2.6, from
 * chunks that may end anywhere. Not thread-safe.
 *
 * <p>As in browsers, but other than the standard's letter, a new stream begins with the last event
 * id of the one before, so that a block without an id does not erase it.
 */
final class SseParser {

  /** Told in the order of the stream. */
  interface Handler {
    void event(SseEvent event);

    /** A block has set the last event id; told after the block's event, if it had one. */
    void id(String lastEventId);

    void comment(String text);

    void retry(long millis);
  }

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Handler handler;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String id;
  private boolean idGiven;
  private boolean atStart = true;
  private boolean afterCr;
  private boolean insideBlock;

  SseParser(String lastEventId, Handler handler) {
    this.id = lastEventId;
    this.handler = handler;
  }

  /** Whether the bytes so far end inside a block, which a stream's end would discard. */
  boolean insideBlock() {
    return insideBlock;
  }

  void feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      boolean secondHalfOfCrLf = afterCr && next == '\n';
      afterCr = next == '\r';
      if (next == '\r' || (next == '\n' && !secondHalfOfCrLf)) {
        endLine();
      } else if (next != '\n') {
        line.write(next);
        insideBlock = true;
      }
    }
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (atStart && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      text = text.substring(1);
    }
    atStart = false;
    int colon = text.indexOf(':');
    if (text.isEmpty()) {
      endBlock();
    } else if (colon == 0) {
      handler.comment(text.substring(1));
    } else if (colon < 0) {
      field(text, "");
    } else {
      String value = text.substring(colon + 1);
      field(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          id = value;
          idGiven = true;
        }
      }
      case "retry" -> {
        if (value.matches("[0-9]+")) {
          handler.retry(Long.parseLong(value));
        }
      }
      default -> {
        // The standard has unknown fields ignored.
      }
    }
  }

  private void endBlock() {
    if (data.length() > 0) {
      String lines = data.substring(0, data.length() - 1);
      handler.event(new SseEvent(type.isEmpty() ? "message" : type, lines, id));
    }
    if (idGiven) {
      handler.id(id);
    }
    data.setLength(0);
    type = "";
    idGiven = false;
    insideBlock = false;
  }
}
