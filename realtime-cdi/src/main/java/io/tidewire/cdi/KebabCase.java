package io.tidewire.cdi;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes the default event type of a class from its name: order-shipped from OrderShipped. */
final class KebabCase {

  private static final Pattern WORD_START =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private KebabCase() {}

  static String of(Class<?> eventClass) {
    String name = named(eventClass).getSimpleName();
    return WORD_START.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** Skips generated subclasses (proxies) and anonymous ones, whose names no client can know. */
  private static Class<?> named(Class<?> eventClass) {
    String simpleName = eventClass.getSimpleName();
    Class<?> parent = eventClass.getSuperclass();
    boolean isNamed = !simpleName.isEmpty() && simpleName.indexOf('$') < 0;
    return isNamed || parent == null ? eventClass : named(parent);
  }
}
