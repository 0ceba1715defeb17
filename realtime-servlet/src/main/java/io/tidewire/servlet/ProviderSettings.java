package io.tidewire.servlet;

import io.tidewire.settings.Settings;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the settings that libraries beside this one name: kinds of logs, and verifiers of tokens.
 */
final class ProviderSettings {

  private ProviderSettings() {}

  /** {@return the names of the settings that the application's libraries read} */
  static Set<String> names(ClassLoader application) {
    Set<String> names = new HashSet<>(EventLogs.settings(application));
    names.addAll(TokenVerifiers.settings(application));
    return names;
  }

  /** {@return what is set of these names: no library sees what another one is told} */
  static Map<String, String> of(Settings settings, Set<String> names) {
    Map<String, String> own = new TreeMap<>(settings.ofProviders());
    own.keySet().retainAll(names);
    return own;
  }
}
