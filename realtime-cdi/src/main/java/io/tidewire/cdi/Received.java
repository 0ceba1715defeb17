package io.tidewire.cdi;

import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Marks a CDI observer as the handler of what clients send to an address. On a parameter of type
 * {@link io.tidewire.Incoming}, beside {@code @Observes}.
 *
 * <pre>{@code
 * void onLine(@Observes @Received("chat/{room}") Incoming<ChatLine> in, String room, Subscriber who) {
 *   in.reply(lines.save(room, who, in.data()));
 * }
 * }</pre>
 *
 * <p>The payload is bound to the type argument before the call; {@code Incoming<Payload>} gets it
 * as it came. Further parameters, in any order, are an optional {@link io.tidewire.Subscriber}, and
 * a {@code String} for any of the template's variables: by name if the class was compiled with
 * parameter names, else one for each, in the order of the template. The method returns nothing and
 * is neither private nor static. Deployment fails otherwise, and if two methods handle one type of
 * one address.
 *
 * <p>The method is called where {@link io.tidewire.spi.InboundHandler#handle} is. Nothing else
 * calls it: to the container it is no observer, so an {@code Incoming} that is fired reaches
 * nobody. A bean of dependent scope exists for one call. Interceptors and decorators apply. There
 * may be no HTTP request or session, so deployment fails if one is injected into the bean, as for
 * {@link AllowSubscribe}.
 *
 * <p>{@code @RolesAllowed}, {@code @PermitAll} and {@code @DenyAll} on the method, or else on its
 * class, count on every server: a message of anybody else is {@code error forbidden}.
 */
@Documented
@Retention(RUNTIME)
@Target(PARAMETER)
public @interface Received {

  /**
   * Names the address.
   *
   * @return a template, {@code chat/{room}}; no pattern
   */
  String value();

  /**
   * Names the event type that the method handles.
   *
   * @return the event type; empty for all that no other handler of the address takes
   */
  String type() default "";
}
