package io.tidewire.cdi;

import io.tidewire.Message;
import io.tidewire.PayloadException;
import io.tidewire.Topic;
import io.tidewire.TopicTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the events of one class into messages, by what is known before the first one. */
final class PushPlan {

  private final PushTarget target;
  private final TopicTemplate template;
  private final Map<String, Property> properties;

  private PushPlan(PushTarget target, TopicTemplate template, Map<String, Property> properties) {
    this.target = target;
    this.template = template;
    this.properties = Map.copyOf(properties);
  }

  /**
   * Creates a plan.
   *
   * @param target where to publish, with a type
   * @param eventClass the class whose properties fill in the template; also for its subclasses
   * @throws IllegalArgumentException if the target is malformed or a property is missing
   */
  static PushPlan of(PushTarget target, Class<?> eventClass) {
    target.check();
    TopicTemplate template = TopicTemplate.of(target.topic());
    Map<String, Property> found = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String name : template.variables()) {
      Property.find(eventClass, name)
          .ifPresentOrElse(
              property -> found.put(name, property), () -> missing.add("'" + name + "'"));
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "template '%s' names %s, which %s does not have as a readable property"
              .formatted(template, String.join(" and ", missing), eventClass.getName()));
    }
    return new PushPlan(target, template, found);
  }

  PushTarget target() {
    return target;
  }

  /**
   * Makes the message for one event.
   *
   * @throws PayloadException if a value of the topic is null or empty, or too long
   */
  Message message(Object event) {
    return Message.to(topicOf(event), target.type(), event).kind(target.kind()).build();
  }

  private Topic topicOf(Object event) {
    Function<String, @Nullable Object> values = name -> valueOf(name, event);
    try {
      return template.expand(values);
    } catch (IllegalArgumentException e) {
      throw new PayloadException(event.getClass().getName() + ": " + e.getMessage(), e);
    }
  }

  private @Nullable Object valueOf(String name, Object event) {
    return Objects.requireNonNull(properties.get(name)).of(event);
  }
}
