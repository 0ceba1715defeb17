package io.tidewire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds what an application publishes: a topic, an event type, an object that the hub's codec turns
 * into bytes, and what is seldom needed.
 *
 * <pre>{@code
 * hub.publish(Message.to(Topic.of("orders/eu"), "order-placed", order).build());
 * hub.publish(Message.to(room, "typing", who).kind(TopicKind.EPHEMERAL).build());
 * }</pre>
 */
public final class Message {

  private static final int MAX_HEADERS = 16;
  private static final int MAX_HEADER_LENGTH = 256;
  private static final int MAX_KEY_LENGTH = 128;

  private final Builder built;
  private final Map<String, String> headers;

  private Message(Builder built) {
    this.built = built;
    this.headers = Map.copyOf(built.headers);
  }

  /**
   * Begins a message.
   *
   * @param topic where it goes
   * @param type what happened: one segment, not a name that the protocol reserves
   * @param payload what the hub's codec can encode, or a {@link Payload} that is sent as it is
   * @return a builder, for one thread
   * @throws IllegalArgumentException if the type is malformed or reserved
   */
  public static Builder to(Topic topic, String type, Object payload) {
    return new Builder(topic, EventType.check(type), Objects.requireNonNull(payload, "payload"));
  }

  /** {@return the topic that it goes to} */
  public Topic topic() {
    return built.topic;
  }

  /** {@return what happened: the event type} */
  public String type() {
    return built.type;
  }

  /** {@return the object to encode, as the application gave it} */
  public Object payload() {
    return built.payload;
  }

  /**
   * Returns how long it is kept.
   *
   * @return the kind, {@link TopicKind#PLAIN} by default
   */
  public TopicKind kind() {
    return built.kind;
  }

  /** {@return the key, if one was given} */
  public Optional<String> key() {
    return Optional.ofNullable(built.key);
  }

  /** {@return the headers that travel with the event: at most 16, unmodifiable} */
  public Map<String, String> headers() {
    return headers;
  }

  /** {@return the key, if one was given} */
  public Optional<String> idempotencyKey() {
    return Optional.ofNullable(built.idempotencyKey);
  }

  /** {@return who publishes it, if that was said} */
  public Optional<Sender> sender() {
    return Optional.ofNullable(built.sender);
  }

  /** {@return whether the sender's own client is left out} */
  public boolean exceptsSender() {
    return built.exceptSender;
  }

  /** Collects a message; not for use by several threads. */
  public static final class Builder {

    private final Topic topic;
    private final String type;
    private final Object payload;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private TopicKind kind = TopicKind.PLAIN;
    private @Nullable String key;
    private @Nullable String idempotencyKey;
    private @Nullable Sender sender;
    private boolean exceptSender;

    private Builder(Topic topic, String type, Object payload) {
      this.topic = Objects.requireNonNull(topic, "topic");
      this.type = type;
      this.payload = payload;
    }

    private Builder(Builder other) {
      this(other.topic, other.type, other.payload);
      this.kind = other.kind;
      this.key = other.key;
      this.idempotencyKey = other.idempotencyKey;
      this.sender = other.sender;
      this.exceptSender = other.exceptSender;
      this.headers.putAll(other.headers);
    }

    /**
     * Sets how long the event is kept.
     *
     * @param newKind the kind
     * @return this builder
     */
    public Builder kind(TopicKind newKind) {
      this.kind = Objects.requireNonNull(newKind, "kind");
      return this;
    }

    /**
     * Sets what the event is about within its topic.
     *
     * @param newKey 1 to 128 characters
     * @return this builder
     * @throws IllegalArgumentException if it is empty or too long
     */
    public Builder key(String newKey) {
      this.key = bounded("key", newKey, MAX_KEY_LENGTH);
      return this;
    }

    /**
     * Adds a header.
     *
     * @param name 1 to 256 characters
     * @param value 1 to 256 characters
     * @return this builder
     * @throws IllegalArgumentException if either is empty or too long, or it would be the 17th
     */
    public Builder header(String name, String value) {
      String checkedName = bounded("header name", name, MAX_HEADER_LENGTH);
      String checkedValue = bounded("header '" + name + "'", value, MAX_HEADER_LENGTH);
      if (headers.size() == MAX_HEADERS && !headers.containsKey(checkedName)) {
        throw new IllegalArgumentException("at most " + MAX_HEADERS + " headers are allowed");
      }
      headers.put(checkedName, checkedValue);
      return this;
    }

    /**
     * Makes a repeated publish harmless.
     *
     * @param newKey 1 to 128 characters; the log stores one event for all publishes with it
     * @return this builder
     * @throws IllegalArgumentException if it is empty or too long
     */
    public Builder idempotencyKey(String newKey) {
      this.idempotencyKey = bounded("idempotency key", newKey, MAX_KEY_LENGTH);
      return this;
    }

    /**
     * Says who publishes it. Clients see the user in {@code from}.
     *
     * @param newSender the sender
     * @return this builder
     */
    public Builder sender(Sender newSender) {
      this.sender = Objects.requireNonNull(newSender, "sender");
      return this;
    }

    /**
     * Leaves out the client that sent it: on all its connections, after it has reconnected, and in
     * what is replayed to it. A sender without {@link Sender#client} leaves out nobody.
     *
     * @return this builder
     */
    public Builder exceptSender() {
      this.exceptSender = true;
      return this;
    }

    /**
     * Makes the message.
     *
     * @return a message that later calls on this builder do not change
     * @throws IllegalStateException if the sender is to be left out, and none was given
     */
    public Message build() {
      if (exceptSender && sender == null) {
        throw new IllegalStateException("exceptSender() needs a sender(..)");
      }
      return new Message(new Builder(this));
    }

    private static String bounded(String what, String value, int max) {
      if (value.isEmpty() || value.length() > max) {
        throw new IllegalArgumentException(
            what + ": " + value.length() + " characters, 1 to " + max + " are allowed");
      }
      return value;
    }
  }
}
