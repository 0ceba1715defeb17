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
 * Publishes what is fired through an injected CDI {@code Event}.
 *
 * <pre>{@code
 * @Inject @Push("orders/{region}") Event<OrderShipped> shipped;
 *
 * shipped.fire(new OrderShipped("eu", 4711));
 * }</pre>
 *
 * <p>{@code fire} encodes the event at once and publishes it when the caller's transaction commits;
 * without a transaction, at once. {@code fireAsync} has left the transaction and publishes at once.
 * Both may be used by any thread.
 *
 * <p>An event that cannot be encoded, or that lacks a value for a variable of the topic, fails in
 * the caller with {@link io.tidewire.PayloadException} ({@code fireAsync} completes with it). That
 * the hub is overloaded or closed, or that the log failed, is logged and signalled to the {@link
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
   * The topic, in which {@code {name}} stands for the event's property of that name: a record
   * component, or what {@code getName()}, {@code isName()} or {@code name()} gives, as text. An
   * event class without it fails the deployment.
   *
   * @return a template as {@link io.tidewire.TopicTemplate} reads it
   */
  @Nonbinding
  String value();

  /**
   * What happened, as clients see it: one segment.
   *
   * @return the event type; if empty, that of the {@link PushEvent} annotation, else the simple
   *     name of the event's class in kebab case ({@code OrderShipped} is {@code order-shipped})
   */
  @Nonbinding
  String type() default "";

  /**
   * How long the event is kept.
   *
   * @return the kind of the topic
   */
  @Nonbinding
  TopicKind kind() default TopicKind.PLAIN;
}
