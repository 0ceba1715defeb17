package io.tidewire.cdi;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.tidewire.TopicKind;
import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Publishes the events that are fired through an injected CDI {@code Event}.
 *
 * <pre>{@code
 * @Inject @Push("orders/{region}") Event<OrderShipped> shipped;
 *
 * shipped.fire(new OrderShipped("eu", 4711));
 * }</pre>
 *
 * <p>{@code fire} encodes the event at once and publishes it when the caller's transaction commits;
 * without a transaction, at once. {@code fireAsync} runs outside the transaction and publishes at
 * once. Any thread may use either.
 *
 * <p>An event that cannot be encoded, or that lacks a value for a variable of the topic, fails in
 * the caller with {@link io.tidewire.PayloadException} ({@code fireAsync} completes with it). If
 * the hub is overloaded or closed, or the log fails, that is logged and signalled to the {@link
 * io.tidewire.spi.HubObserver}; the caller goes on.
 *
 * <p>The event's class may also be annotated with {@link PushEvent}: it is published once, and the
 * two must agree.
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({FIELD, PARAMETER})
public @interface Push {

  /**
   * Names the topic, in which {@code {name}} stands for the event's property of that name: a record
   * component, or what {@code getName()}, {@code isName()} or {@code name()} returns, as text.
   * Deployment fails if the event class has no such property.
   *
   * @return a template as {@link io.tidewire.TopicTemplate} reads it
   */
  @Nonbinding
  String value();

  /**
   * Names what happened, as clients see it, in one segment.
   *
   * @return the event type; if empty, that of the {@link PushEvent} annotation, else the simple
   *     name of the event's class in kebab case ({@code OrderShipped} is {@code order-shipped})
   */
  @Nonbinding
  String type() default "";

  /**
   * Says how long the event is kept.
   *
   * @return the kind of the topic
   */
  @Nonbinding
  TopicKind kind() default TopicKind.PLAIN;
}
