package io.tidewire.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** Frames that a client sends. */
final class Frames {
  private Frames() {}

  /** Subscribes from the cursors on: none to begin now, one for all topics or one for each. */
  static JsonObject subscribe(List<String> since, String... topics) {
    JsonObjectBuilder frame =
        Json.createObjectBuilder()
            .add("type", "subscribe")
            .add("topics", Json.createArrayBuilder(List.of(topics)));
    if (!since.isEmpty()) {
      frame.add("since", Json.createArrayBuilder(since));
    }
    return frame.build();
  }
}
