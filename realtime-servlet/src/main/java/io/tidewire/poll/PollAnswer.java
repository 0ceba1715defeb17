package io.tidewire.poll;

import io.tidewire.Position;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.JsonWriter;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WireForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the answer to polls. Confined to a loop, whose connections share it. */
final class PollAnswer {

  private static final int EMPTY_BYTES = "{\"cursor\":\"\",\"events\":[],\"gaps\":[]}".length();

  private final @Nullable Position cursor;
  private final StringBuilder events = new StringBuilder("[");
  private final StringBuilder gaps = new StringBuilder("[");
  private boolean caughtUp;
  private byte @Nullable [] bytes;

  /**
   * Creates an answer with frames.
   *
   * @param frames the frames, of which events and gaps are sent
   * @param cursor up to where the client has then seen all events; null to leave it with what it
   *     asked for
   */
  PollAnswer(List<Frame> frames, @Nullable Position cursor) {
    this.cursor = cursor;
    frames.forEach(this::add);
  }

  /**
   * Returns an answer with as many of the frames as fit, in order, and at least the first event. It
   * ends before the first event of the log that does not fit. One without a place is left out,
   * since no later answer can bring it.
   *
   * @param frames the frames, in the order of the log
   * @param cursor up to where the client has seen all events with all of the frames
   * @param maxBytes how long the answer may be
   * @return the answer; if it ends before an event, its cursor is the place below that
   */
  static PollAnswer upTo(List<Frame> frames, Position cursor, int maxBytes) {
    long size = (long) EMPTY_BYTES + cursor.toString().length();
    List<Frame> fitting = new ArrayList<>(frames.size());
    boolean hasEvent = false;
    for (Frame frame : frames) {
      long more = bytes(frame);
      if (frame instanceof SharedEvent event) {
        Position place = event.position();
        boolean fits = !hasEvent || size + more <= maxBytes;
        if (!fits && place != null) {
          return new PollAnswer(fitting, below(place));
        }
        if (!fits) {
          continue;
        }
        hasEvent = true;
      }
      size += more;
      fitting.add(frame);
    }
    return new PollAnswer(fitting, cursor);
  }

  /** {@return how much longer a frame makes an answer} */
  private static long bytes(Frame frame) {
    if (frame instanceof SharedEvent event) {
      return 1L + event.jsonBytes();
    }
    return frame instanceof Control.Gap gap ? 1L + gap.jsonBytes() : 0;
  }

  private static Position below(Position place) {
    return new Position(place.epoch(), place.sequence() - 1);
  }

  private void add(Frame frame) {
    if (frame instanceof SharedEvent) {
      append(events, frame);
    } else if (frame instanceof Control.Gap) {
      append(gaps, frame);
    } else if (frame instanceof Control.Start start) {
      caughtUp |= start.isCaughtUp();
    }
  }

  private static void append(StringBuilder array, Frame frame) {
    array.append(array.length() == 1 ? "" : ",").append(WireForm.json().shared(frame));
  }

  /**
   * Returns an answer that says goodbye.
   *
   * @param bye the goodbye
   * @param cursor up to where the client has seen all events; null to leave it with what it asked
   *     for
   * @return the answer as UTF-8
   */
  static byte[] goodbye(Control.Bye bye, @Nullable Position cursor) {
    return bytes(new PollAnswer(List.of(), cursor).json().raw("bye", bye.json()));
  }

  /** {@return the cursor with which the client continues; null for the one that it asked with} */
  @Nullable Position cursor() {
    return cursor;
  }

  /** {@return whether the answer contains neither an event nor a gap} */
  boolean isEmpty() {
    return events.length() == 1 && gaps.length() == 1;
  }

  /**
   * Tells whether everything that was kept has been read, so that what comes next is new.
   *
   * @return whether the subscription has caught up
   */
  boolean isCaughtUp() {
    return caughtUp;
  }

  /**
   * Returns the answer as UTF-8.
   *
   * @return the bytes, shared, not to be changed
   */
  byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      made = bytes(json());
      bytes = made;
    }
    return made;
  }

  /**
   * Returns the answer of one poll, which also confirms its subscriptions.
   *
   * @param confirmations one for each topic or pattern; left out if they make the answer too long
   * @param maxBytes how long the answer may be with them
   * @return the bytes, not to be changed
   */
  byte[] bytes(List<Control.Subscribed> confirmations, int maxBytes) {
    if (confirmations.isEmpty()) {
      return bytes();
    }
    String suffix =
        confirmations.stream()
            .map(Control.Subscribed::json)
            .collect(Collectors.joining(",", ",\"subscribed\":[", "]}"));
    byte[] end = suffix.getBytes(StandardCharsets.UTF_8);
    byte[] shared = bytes();
    if (shared.length - 1L + end.length > maxBytes) {
      return shared;
    }
    byte[] joined = Arrays.copyOf(shared, shared.length - 1 + end.length);
    System.arraycopy(end, 0, joined, shared.length - 1, end.length);
    return joined;
  }

  private JsonWriter json() {
    return new JsonWriter()
        .text("cursor", cursor == null ? null : cursor.toString())
        .raw("events", events + "]")
        .raw("gaps", gaps + "]");
  }

  private static byte[] bytes(JsonWriter json) {
    return json.end().getBytes(StandardCharsets.UTF_8);
  }
}
