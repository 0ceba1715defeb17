package io.tidewire.cdi;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Passes the names of the classes that the servlet container found to the CDI extension of the same
 * application.
 *
 * <p>Two containers create the two, in either order, and they share nothing but the context class
 * loader; so this class alone has static state. It holds names and a weak reference, and the
 * receiver empties it, so that no class of an application is kept.
 */
final class HandedTypes {

  private static final Map<ClassLoader, Set<String>> BY_APPLICATION =
      Collections.synchronizedMap(new WeakHashMap<>());

  private HandedTypes() {}

  static void hand(ClassLoader application, Set<String> classNames) {
    BY_APPLICATION.put(application, Set.copyOf(classNames));
  }

  /** Takes the names that were passed for an application; a second call returns none. */
  static Set<String> take(ClassLoader application) {
    Set<String> names = BY_APPLICATION.remove(application);
    return names == null ? Set.of() : names;
  }
}
