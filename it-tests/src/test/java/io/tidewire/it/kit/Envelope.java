package io.tidewire.it.kit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON object off the wire: an event's envelope or any other frame of the contract.
 *
 * @param json the object as it came
 */
public record Envelope(JsonObject json) {

  /** {@code Json.createReader} would look for an implementation at each frame of a storm. */
  private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

  /** The objects of a frame, which holds one or an array of them. */
  public static List<Envelope> unbatch(String frame) {
    try (JsonReader reader = READERS.createReader(new StringReader(frame))) {
      JsonStructure value = reader.read();
      return value instanceof JsonObject object
          ? List.of(new Envelope(object))
          : value.asJsonArray().getValuesAs(JsonObject.class).stream().map(Envelope::new).toList();
    }
  }

  /** A binary frame, given the form that it would have as text: its bytes as base64 in the data. */
  static Envelope ofBinary(byte[] frame) {
    int headerEnd = new String(frame, StandardCharsets.ISO_8859_1).indexOf('\n');
    String header = new String(frame, 0, headerEnd, StandardCharsets.UTF_8);
    byte[] payload = Arrays.copyOfRange(frame, headerEnd + 1, frame.length);
    return new Envelope(
        Json.createObjectBuilder(unbatch(header).get(0).json())
            .add("encoding", "base64")
            .add("data", Base64.getEncoder().encodeToString(payload))
            .build());
  }

  /** The frame's kind; empty where it has none. */
  public String type() {
    return text("type");
  }

  /** The topic; empty where the frame has none. */
  public String topic() {
    return text("topic");
  }

  /** The string under this name; empty where there is none. */
  public String text(String name) {
    return json.getString(name, "");
  }

  /** The cursor; none on ephemeral events. */
  public Optional<Cursor> cursor() {
    return json.containsKey("cursor")
        ? Optional.of(Cursor.parse(text("cursor")))
        : Optional.empty();
  }

  /** The payload; JSON null where the frame has none. */
  public JsonValue data() {
    return json.getOrDefault("data", JsonValue.NULL);
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
