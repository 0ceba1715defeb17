package io.tidewire.cdi;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Declares a rule that says who may subscribe. What no rule allows is refused; if several rules
 * apply, one that allows is enough.
 *
 * <pre>{@code
 * @AllowSubscribe("orders/{region}")
 * boolean mayWatch(Subscriber who, String region) {
 *   return who.attribute("region").filter(region::equals).isPresent();
 * }
 *
 * @AllowSubscribe(value = "orders/*", roles = "head-of-sales")
 * void wholeCompany() {}
 * }</pre>
 *
 * <p>The method returns {@code boolean}. Its parameters are an optional {@link
 * io.tidewire.Subscriber}, and then one {@code String} for each variable of the template: by name
 * if the class was compiled with parameter names, else in the order of the template. It is neither
 * private nor static. Deployment fails otherwise. If {@link #roles} alone decides, the method
 * returns and takes nothing; the annotation may then also be on the class of a bean.
 *
 * <p>{@code @RolesAllowed}, {@code @PermitAll} and {@code @DenyAll} on the method, or else on its
 * class, count as well, on every server.
 *
 * <p>The method is called on every subscribe, in an active request context, on threads that may
 * block and by several at once. There may be no HTTP request or session, so deployment fails if one
 * is injected into the bean: what a rule needs of them must be an attribute of the subscriber. A
 * rule that throws does not allow, and is logged.
 */
@Documented
@Retention(RUNTIME)
@Target({METHOD, TYPE})
@Repeatable(AllowSubscribe.List.class)
public @interface AllowSubscribe {

  /**
   * Says what the rule is about. A template, {@code orders/{region}}, applies to topics only. A
   * pattern, {@code orders/*}, applies to exactly that pattern and the topics that it matches; it
   * has no variables.
   *
   * @return a template or a pattern, as {@link io.tidewire.spi.TopicRules} reads them
   */
  String value();

  /**
   * Names roles of which the subscriber must have one before the method is called. They need not be
   * listed in {@code realtime.roles}.
   *
   * @return the names; none if roles do not matter
   */
  String[] roles() default {};

  /** Holds several rules of one method or class. */
  @Documented
  @Retention(RUNTIME)
  @Target({METHOD, TYPE})
  @interface List {

    /** {@return the rules, at least one} */
    AllowSubscribe[] value();
  }
}
