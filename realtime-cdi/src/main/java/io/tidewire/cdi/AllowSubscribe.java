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
 * <p>The method returns {@code boolean}. It takes a {@link io.tidewire.Subscriber}, or not, and
 * then one {@code String} for each variable of the template: by name where the class was compiled
 * with parameter names, else in the order of the template. It is neither private nor static.
 * Anything else fails the deployment. A rule that {@link #roles} decides alone returns and takes
 * nothing; it may also stand on the class of a bean.
 *
 * <p>{@code @RolesAllowed}, {@code @PermitAll} and {@code @DenyAll} on the method, or else on its
 * class, count as well, on every server.
 *
 * <p>The method is called on every subscribe, on a thread that may block, by several at once, in an
 * active request context. There may be no HTTP request or session, so a bean that has them injected
 * fails the deployment: what a rule needs to know of them is an attribute of the subscriber. A rule
 * that throws does not allow, and is logged.
 */
@Documented
@Retention(RUNTIME)
@Target({METHOD, TYPE})
@Repeatable(AllowSubscribe.List.class)
public @interface AllowSubscribe {

  /**
   * What the rule is about. A template, {@code orders/{region}}, is asked about topics only. A
   * pattern, {@code orders/*}, is asked about that very pattern and the topics that it matches; it
   * has no variables.
   *
   * @return a template or a pattern, as {@link io.tidewire.spi.TopicRules} reads them
   */
  String value();

  /**
   * The roles of which the subscriber must have one, before the method is asked. They need not be
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

    /**
     * The rules.
     *
     * @return at least one
     */
    AllowSubscribe[] value();
  }
}
