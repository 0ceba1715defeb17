package io.tidewire.cdi;

import java.util.Locale;
import java.util.regex.Pattern;

/** The default event type of a class: its simple name, {@code OrderShipped} as order-shipped. */
final class KebabCase {

  private static final Pattern WORD_START =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private KebabCase() {}

  static String of(Class<?> eventClass) {
    String name = named(eventClass).getSimpleName();
    return WORD_START.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** Generated subclasses (proxies) and anonymous ones have no name that a client could know. */
  private static Class<?> named(Class<?> eventClass) {
    String simpleName = eventClass.getSimpleName();
    Class<?> parent = eventClass.getSuperclass();
    boolean isNamed = !simpleName.isEmpty() && simpleName.indexOf('$') < 0;
    return isNamed || parent == null ? eventClass : named(parent);
  }
}
