package io.tidewire.cdi;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Makes a method of a bean a rule that says who may subscribe. What no rule allows is refused; of
 * several rules that fit, one that allows is enough.
 *
 * <pre>{@code
 * @AllowSubscribe("orders/{region}")
 * boolean mayWatch(Subscriber who, String region) {
 *   return who.isInRole("sales-" + region);
 * }
 * }</pre>
 *
 * <p>The method returns {@code boolean}. It takes a {@link io.tidewire.Subscriber}, or not, and
 * then one {@code String} for each variable of the template: by name where the class was compiled
 * with parameter names, else in the order of the template. It is neither private nor static.
 * Anything else fails the deployment.
 *
 * <p>It is called at every join, on a thread that may block, by several at once, in an active
 * request context. A rule that throws does not allow, and is logged.
 */
@Documented
@Retention(RUNTIME)
@Target(METHOD)
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

  /** Several rules on one method. */
  @Documented
  @Retention(RUNTIME)
  @Target(METHOD)
  @interface List {

    /**
     * The rules.
     *
     * @return at least one
     */
    AllowSubscribe[] value();
  }
}
