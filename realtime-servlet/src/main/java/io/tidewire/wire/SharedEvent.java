package io.tidewire.wire;

import io.tidewire.Payload;
import io.tidewire.PublishedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Holds an event with its wire forms, each made when the first connection needs it and then shared
 * by all.
 *
 * <p>Several loops may ask at once, hence the lock, under which nothing happens but encoding.
 */
public final class SharedEvent implements Frame {

  private static final int OVERHEAD = 192;

  private final PublishedEvent event;
  private volatile @Nullable String json;
  private volatile byte @Nullable [] plain;
  private volatile byte @Nullable [] envelope;

  /** Zero until it is first needed; threads that compute it at once find the same number. */
  private int jsonBytes;

  /**
   * Wraps an event.
   *
   * @param event the event
   */
  public SharedEvent(PublishedEvent event) {
    this.event = event;
  }

  /** {@return the published event} */
  public PublishedEvent event() {
    return event;
  }

  /** {@return the event's sequence} */
  public long sequence() {
    return event.sequence();
  }

  /** {@return whether the payload is binary, so that WebSockets carry it as a binary message} */
  public boolean isBinary() {
    return !event.content().payload().isJson();
  }

  @Override
  public int weight() {
    return OVERHEAD + event.content().payload().length();
  }

  @Override
  public String json() {
    String made = json;
    if (made == null) {
      synchronized (this) {
        made = json;
        if (made == null) {
          made = envelopeOf(event);
          json = made;
        }
      }
    }
    return made;
  }

  @Override
  public int jsonBytes() {
    int counted = jsonBytes;
    if (counted == 0) {
      counted = Utf8.length(json());
      jsonBytes = counted;
    }
    return counted;
  }

  @Override
  public byte[] sse(SseForm form) {
    byte[] made = form == SseForm.PLAIN ? plain : envelope;
    if (made == null) {
      synchronized (this) {
        made = form == SseForm.PLAIN ? plain : envelope;
        if (made == null) {
          made = form == SseForm.PLAIN ? encodePlain() : encodeEnvelope();
        }
      }
    }
    return made;
  }

  private byte[] encodePlain() {
    Payload payload = event.content().payload();
    SseBlock block = SseBlock.ofAbout(OVERHEAD + payload.length()).event(event.content().type());
    byte[] made = withCursor(block.data(payload.isJson() ? bytesOf(payload) : base64(payload)));
    plain = made;
    return made;
  }

  private byte[] encodeEnvelope() {
    String text = json();
    byte[] made = withCursor(SseBlock.ofAbout(text.length() + OVERHEAD).data(text));
    envelope = made;
    return made;
  }

  private byte[] withCursor(SseBlock block) {
    return (event.content().isEphemeral() ? block : block.id(event.position().toString())).end();
  }

  /**
   * Returns the binary message: the envelope without data, a newline, and the payload's bytes.
   *
   * @return a new buffer for each caller
   */
  public ByteBuffer binary() {
    String header = members(event).text("contentType", payload().contentType()).end() + "\n";
    byte[] head = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(head.length + payload().length());
    return frame.put(head).put(payload().bytes()).flip();
  }

  private Payload payload() {
    return event.content().payload();
  }

  private static String envelopeOf(PublishedEvent event) {
    Payload payload = event.content().payload();
    JsonWriter json = members(event);
    if (payload.isJson()) {
      json.raw("data", payload.text());
    } else {
      json.text("data", new String(base64(payload), StandardCharsets.US_ASCII))
          .text("encoding", "base64")
          .text("contentType", payload.contentType());
    }
    return json.end();
  }

  private static JsonWriter members(PublishedEvent event) {
    PublishedEvent.Content content = event.content();
    JsonWriter json =
        new JsonWriter()
            .text("type", "event")
            .text("topic", content.topic().name())
            .text("event", content.type())
            .text("cursor", content.isEphemeral() ? null : event.position().toString())
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

  private static byte[] bytesOf(Payload payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length());
    try {
      payload.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return out.toByteArray();
  }

  private static byte[] base64(Payload payload) {
    return Base64.getEncoder().encode(bytesOf(payload));
  }
}
