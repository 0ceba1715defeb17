package io.tidewire.wire;

import io.tidewire.Position;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a poll is answered with. Confined to a loop, whose connections share it. */
public final class PollAnswer {

  private static final int EMPTY_BYTES = "{\"cursor\":\"\",\"events\":[],\"gaps\":[]}".length();

  private final @Nullable Position cursor;
  private final StringBuilder events = new StringBuilder("[");
  private final StringBuilder gaps = new StringBuilder("[");
  private boolean live;
  private byte @Nullable [] bytes;

  /**
   * An answer that carries frames.
   *
   * @param frames the frames, of which events and gaps show
   * @param cursor what the client has seen with them; null to leave it with what it asked for
   */
  public PollAnswer(List<Frame> frames, @Nullable Position cursor) {
    this.cursor = cursor;
    frames.forEach(this::add);
  }

  /**
   * Takes as many of the frames as fit, in their order, and at least the first event.
   *
   * @param frames the frames, in the order of the log
   * @param cursor what the client has seen with all of them
   * @param maxBytes how long the answer may be
   * @return an answer whose cursor is that of the last event in it, if some are left out
   */
  public static PollAnswer upTo(List<Frame> frames, Position cursor, int maxBytes) {
    long size = (long) EMPTY_BYTES + cursor.toString().length();
    SharedEvent last = null;
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      if (frame instanceof Control.Gap || frame instanceof SharedEvent) {
        size += 1L + frame.jsonBytes();
      }
      if (frame instanceof SharedEvent event) {
        if (size > maxBytes && last != null) {
          return new PollAnswer(frames.subList(0, i), last.event().position());
        }
        last = event;
      }
    }
    return new PollAnswer(frames, cursor);
  }

  private void add(Frame frame) {
    if (frame instanceof SharedEvent) {
      append(events, frame);
    } else if (frame instanceof Control.Gap) {
      append(gaps, frame);
    } else if (frame instanceof Control.Start) {
      live = true;
    }
  }

  private static void append(StringBuilder array, Frame frame) {
    array.append(array.length() == 1 ? "" : ",").append(frame.json());
  }

  /**
   * An answer that says goodbye.
   *
   * @param bye the goodbye
   * @param cursor what the client has seen; null to leave it with what it asked for
   * @return the answer as UTF-8
   */
  public static byte[] goodbye(Control.Bye bye, @Nullable Position cursor) {
    return bytes(new PollAnswer(List.of(), cursor).json().raw("bye", bye.json()));
  }

  /**
   * The place that the client goes on from.
   *
   * @return the cursor, or null if it goes on from what it asked for
   */
  public @Nullable Position cursor() {
    return cursor;
  }

  /**
   * Whether there is nothing to tell but the cursor.
   *
   * @return whether neither an event nor a gap is in it
   */
  public boolean isEmpty() {
    return events.length() == 1 && gaps.length() == 1;
  }

  /**
   * Whether what was kept has been read with it, and what comes next is new.
   *
   * @return whether a subscription has gone live
   */
  public boolean isLive() {
    return live;
  }

  /**
   * The answer as UTF-8.
   *
   * @return the bytes, shared, not to be changed
   */
  public byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      made = bytes(json());
      bytes = made;
    }
    return made;
  }

  /**
   * The answer of one poll, which also confirms its subscriptions.
   *
   * @param confirmations one for each topic or pattern; left out if they make it too long
   * @param maxBytes how long it may be with them
   * @return the bytes, not to be changed
   */
  public byte[] bytes(List<Control.Subscribed> confirmations, int maxBytes) {
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
