package io.tidewire.poll;

import io.tidewire.Position;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.JsonWriter;
import io.tidewire.wire.SharedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a poll is answered with. */
record PollAnswer(
    Position cursor, List<SharedEvent> events, List<Control.Gap> gaps, Control.@Nullable Bye bye) {

  static PollAnswer empty(Position cursor) {
    return new PollAnswer(cursor, List.of(), List.of(), null);
  }

  static PollAnswer of(List<Frame> frames, Position cursor) {
    return new PollAnswer(
        cursor, only(frames, SharedEvent.class), only(frames, Control.Gap.class), null);
  }

  private static <T extends Frame> List<T> only(List<Frame> frames, Class<T> type) {
    return frames.stream().filter(type::isInstance).map(type::cast).toList();
  }

  boolean isEmpty() {
    return events.isEmpty() && gaps.isEmpty();
  }

  byte[] bytes() {
    JsonWriter json =
        new JsonWriter()
            .text("cursor", cursor.toString())
            .raw("events", array(events))
            .raw("gaps", array(gaps));
    return (bye == null ? json : json.raw("bye", bye.json()))
        .end()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String array(List<? extends Frame> frames) {
    return frames.stream().map(Frame::json).collect(Collectors.joining(",", "[", "]"));
  }
}
