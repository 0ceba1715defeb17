package io.tidewire.spi;

import io.tidewire.Topic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a client wants to publish; a rule is asked about it.
 *
 * @param topic where it is to go
 * @param type what happened: the event type
 * @param key what it is about within its topic, or null
 * @param ephemeral whether it is forgotten once it is delivered
 * @param removed whether it removes the key from a state topic
 */
public record PublishRequest(
    Topic topic, String type, @Nullable String key, boolean ephemeral, boolean removed) {

  /**
   * Checks that nothing is missing.
   *
   * @param topic where it is to go
   * @param type what happened: the event type
   * @param key what it is about within its topic, or null
   * @param ephemeral whether it is forgotten once it is delivered
   * @param removed whether it removes the key from a state topic
   */
  public PublishRequest {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(type, "type");
  }

  // Written out: on JDK 17 a generated one is kept by the JDK, and its class loader with it.
  @Override
  public boolean equals(Object other) {
    return other instanceof PublishRequest that
        && topic.equals(that.topic)
        && type.equals(that.type)
        && Objects.equals(key, that.key)
        && ephemeral == that.ephemeral
        && removed == that.removed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, type, key, ephemeral, removed);
  }
}
