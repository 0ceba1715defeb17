package io.tidewire.cdi;

import io.tidewire.Message;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.TopicTemplate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells where an annotation sends events.
 *
 * <p>Its methods are written out because in JDK 17 the generated ones leave a reference to the
 * components' types in the JDK's own classes: the application's classes would never be freed.
 *
 * @param topic the template's text
 * @param type the event type, empty for the default
 * @param kind how long the events are kept
 */
record PushTarget(String topic, String type, TopicKind kind) {

  private static final Topic ANY = Topic.of("any");

  static PushTarget of(Push push) {
    return new PushTarget(push.value(), push.type(), push.kind());
  }

  static PushTarget of(PushEvent pushEvent) {
    return new PushTarget(pushEvent.topic(), pushEvent.type(), pushEvent.kind());
  }

  /** {@return this target, with the given type if it has none} */
  PushTarget withDefaultType(String defaultType) {
    return type.isEmpty() ? new PushTarget(topic, defaultType, kind) : this;
  }

  /**
   * Checks what can be checked without knowing the event's class.
   *
   * @throws IllegalArgumentException if the template or the type is malformed
   */
  void check() {
    TopicTemplate.of(topic);
    if (!type.isEmpty()) {
      Message.to(ANY, type, "");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PushTarget that
        && topic.equals(that.topic)
        && type.equals(that.type)
        && kind == that.kind;
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, type, kind);
  }

  @Override
  public String toString() {
    return "topic '" + topic + "', type '" + type + "', kind " + kind;
  }
}
