package io.tidewire.cdi;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.tidewire.TopicKind;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Publishes every CDI event of the annotated class and its subclasses, whoever fires it and with
 * any qualifiers.
 *
 * <pre>{@code
 * @PushEvent(topic = "orders/{region}", type = "order-shipped")
 * record OrderShipped(String region, long order) {}
 * }</pre>
 *
 * <p>The time of publication and the failures are those of {@link Push}. Of several annotated
 * classes in one hierarchy, only the one nearest to the event's class counts. Interfaces cannot be
 * annotated.
 *
 * <p>This is a stereotype, so that bean archives with discovery mode {@code annotated} are searched
 * for it, but it does not make an event class a bean, not even with a scope. Classes that CDI's
 * discovery does not reach (in Weld on a servlet container: those in a jar without {@code
 * beans.xml}) are found by the servlet container, if it starts this library before CDI. If an
 * annotated class is found too late to be observed, deployment fails and names the class and the
 * remedy: a {@code META-INF/beans.xml} with discovery mode {@code all} in its jar.
 */
@Stereotype
@Documented
@Retention(RUNTIME)
@Target(TYPE)
public @interface PushEvent {

  /**
   * Names the topic, in which {@code {name}} stands for a property of the annotated class.
   *
   * @return a template, as for {@link Push#value()}
   */
  String topic();

  /**
   * Names what happened, as clients see it, in one segment.
   *
   * @return the event type; if empty, the simple name of the annotated class in kebab case
   */
  String type() default "";

  /**
   * Says how long the event is kept.
   *
   * @return the kind of the topic
   */
  TopicKind kind() default TopicKind.PLAIN;
}
