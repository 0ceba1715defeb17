package io.tidewire.servlet;

import io.tidewire.settings.SettingSource;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from MicroProfile Config, where the server or the application has it: those that
 * its sources list. Asking for a setting that no source has is expensive, since it is looked for in
 * all of them, some of which use JNDI or a data grid, and nearly all settings are in none.
 */
final class MicroProfileConfig implements SettingSource {

  private static final String PROFILE = "%";

  private final Config config;
  private final Set<String> names = new TreeSet<>();

  /**
   * Lists the settings of an application's configuration.
   *
   * @param application the application's class loader
   * @throws NoClassDefFoundError if the API is missing
   * @throws IllegalStateException if the API has no implementation
   */
  MicroProfileConfig(ClassLoader application) {
    config = ConfigProvider.getConfig(application);
    for (String listed : config.getPropertyNames()) {
      String name = withoutProfile(listed);
      if (name.startsWith(PREFIX)) {
        names.add(name);
      }
    }
  }

  /** Removes a profile such as {@code %dev.} (MicroProfile Config 2.0, "Config Profile"). */
  private static String withoutProfile(String listed) {
    return listed.startsWith(PROFILE) ? listed.substring(listed.indexOf('.') + 1) : listed;
  }

  @Override
  public String place() {
    return "MicroProfile Config";
  }

  @Override
  public @Nullable String get(String name) {
    return names.contains(name) ? config.getOptionalValue(name, String.class).orElse(null) : null;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }
}
