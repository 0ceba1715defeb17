package io.tidewire;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds what happened, at its place in the hub's order.
 *
 * @param position its place
 * @param content what the publisher gave
 */
public record PublishedEvent(Position position, Content content) {

  /**
   * Checks that nothing is missing.
   *
   * @param position its place
   * @param content what the publisher gave
   */
  public PublishedEvent {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(content, "content");
  }

  /** {@return its place in the order of the hub's log} */
  public long sequence() {
    return position.sequence();
  }

  /** {@return the topic that it was published to} */
  public Topic topic() {
    return content.topic;
  }

  /**
   * Holds an event before the log has given it a place.
   *
   * @param topic where it goes
   * @param type what happened
   * @param payload the encoded payload
   * @param kind how long it is kept
   * @param key what it is about within its topic, if anything
   * @param time the publisher's clock, for display only; nothing is ordered or evicted by it
   * @param headers at most 16 short strings
   * @param from the publishing user, set by the server; at most 512 characters
   * @param origin the client that does not get it, or null; at most 512 characters, which never
   *     leave the server
   */
  public record Content(
      Topic topic,
      String type,
      Payload payload,
      TopicKind kind,
      @Nullable String key,
      Instant time,
      Map<String, String> headers,
      @Nullable String from,
      @Nullable String origin) {

    /**
     * Checks the type and copies the headers.
     *
     * @param topic where it goes
     * @param type what happened
     * @param payload the encoded payload
     * @param kind how long it is kept
     * @param key what it is about within its topic, if anything
     * @param time the publisher's clock, for display only; nothing is ordered or evicted by it
     * @param headers at most 16 short strings
     * @param from the publishing user, set by the server; at most 512 characters
     * @param origin the client that does not get it, or null; at most 512 characters, which never
     *     leave the server
     * @throws IllegalArgumentException if the type is malformed or reserved
     */
    public Content {
      EventType.check(type);
      headers = Map.copyOf(headers);
    }

    /**
     * Returns the content of an application's message.
     *
     * @param message what the application published
     * @param payload its payload, encoded
     * @param time the publisher's clock
     * @return the content
     */
    public static Content of(Message message, Payload payload, Instant time) {
      return new Content(
          message.topic(),
          message.type(),
          payload,
          message.kind(),
          message.key().orElse(null),
          time,
          message.headers(),
          message.sender().map(Sender::user).orElse(null),
          message.exceptsSender() ? message.sender().map(Sender::client).orElse(null) : null);
    }

    /**
     * Tells whether it is forgotten once it is delivered.
     *
     * @return whether the kind is {@link TopicKind#EPHEMERAL}
     */
    public boolean isEphemeral() {
      return kind == TopicKind.EPHEMERAL;
    }
  }
}
