package io.tidewire.cdi;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Declares a rule that says which clients may publish. What no rule allows is refused; if several
 * rules apply, one that allows is enough. What the application itself publishes needs none.
 *
 * <pre>{@code
 * @AllowSubscribe("rooms/{room}")
 * @AllowPublish("rooms/{room}")
 * boolean isMember(Subscriber who, String room) {
 *   return members.contains(room, who);
 * }
 *
 * @AllowPublish(value = "notices/*", roles = "operator")
 * boolean notices(PublishRequest what) {
 *   return what.type().equals("notice");
 * }
 * }</pre>
 *
 * <p>The method is one as for {@link AllowSubscribe}, and may take a {@link
 * io.tidewire.spi.PublishRequest} as well, at any place: what is to be published, without its
 * payload. It is called on every publish.
 */
@Documented
@Retention(RUNTIME)
@Target({METHOD, TYPE})
@Repeatable(AllowPublish.List.class)
public @interface AllowPublish {

  /**
   * Says what the rule is about: a template, {@code rooms/{room}}, or a pattern, {@code rooms/*},
   * which applies to the topics that it matches and has no variables.
   *
   * @return a template or a pattern, as {@link io.tidewire.spi.TopicRules} reads them
   */
  String value();

  /**
   * Names roles of which the publisher must have one before the method is called. They need not be
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
    AllowPublish[] value();
  }
}
