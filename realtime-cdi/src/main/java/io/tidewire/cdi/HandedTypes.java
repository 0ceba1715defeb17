package io.tidewire.cdi;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Hands the names of the classes that the servlet container found to the CDI extension of the same
 * application.
 *
 * <p>The two are made by two containers, in whichever order, and have nothing in common but the
 * context class loader; so this is the one place with state that outlives an object. It holds names
 * and a weak reference, and the receiver empties it, so that no class of an application is kept.
 */
final class HandedTypes {

  private static final Map<ClassLoader, Set<String>> BY_APPLICATION =
      Collections.synchronizedMap(new WeakHashMap<>());

  private HandedTypes() {}

  static void hand(ClassLoader application, Set<String> classNames) {
    BY_APPLICATION.put(application, Set.copyOf(classNames));
  }

  /** The names that were handed for an application; a second call gives none. */
  static Set<String> take(ClassLoader application) {
    Set<String> names = BY_APPLICATION.remove(application);
    return names == null ? Set.of() : names;
  }
}
