package io.tidewire.wire;

import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes the envelope of an event: all that a client is told of it. */
final class Envelope {

  private Envelope() {}

  /** {@return the envelope as a JSON object} */
  static String json(SharedEvent event) {
    return data(members(event), event.content().payload()).end();
  }

  /** Adds a payload to an object: JSON as it is, anything else in base64. */
  static JsonWriter data(JsonWriter json, Payload payload) {
    return payload.isJson()
        ? json.raw("data", payload.text())
        : json.text("data", new String(base64(payload), StandardCharsets.US_ASCII))
            .text("encoding", "base64")
            .text("contentType", payload.contentType());
  }

  /** {@return the binary message: the envelope without data, a newline, and the payload's bytes} */
  static ByteBuffer binary(SharedEvent event) {
    Payload payload = event.content().payload();
    String header = members(event).text("contentType", payload.contentType()).end() + "\n";
    byte[] head = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(head.length + payload.length());
    return message.put(head).put(payload.bytes()).flip();
  }

  private static JsonWriter members(SharedEvent event) {
    PublishedEvent.Content content = event.content();
    Position position = event.position();
    JsonWriter json =
        new JsonWriter()
            .text("type", "event")
            .text("topic", content.topic().name())
            .text("event", content.type())
            .text("cursor", position == null ? null : position.toString())
            .text("time", content.time().toString())
            .text("key", content.key())
            .text("from", content.from());
    if (!content.headers().isEmpty()) {
      JsonWriter headers = new JsonWriter();
      content.headers().forEach(headers::text);
      json.raw("headers", headers.end());
    }
    return json;
  }

  /** {@return the bytes of a payload, a copy} */
  static byte[] bytes(Payload payload) {
    byte[] bytes = new byte[payload.length()];
    payload.bytes().get(bytes);
    return bytes;
  }

  /** {@return a payload as text that JSON and event streams take} */
  static byte[] base64(Payload payload) {
    return Base64.getEncoder().encode(bytes(payload));
  }
}
