package io.tidewire.servlet;

import io.tidewire.settings.SettingSource;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * MicroProfile Config, where the server or the application has it: the settings that its sources
 * list. To ask it for one that is nowhere is dear, since it asks all its sources, some of them over
 * JNDI or in a data grid, and nearly all settings are nowhere.
 */
final class MicroProfileConfig implements SettingSource {

  private static final String PROFILE = "%";

  private final Config config;
  private final Set<String> names = new TreeSet<>();

  /**
   * @param application whose configuration it is
   * @throws NoClassDefFoundError if there is no such API here
   * @throws IllegalStateException if there is the API alone
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

  /** MicroProfile Config 2.0, section "Config Profile": {@code %dev.} before the name. */
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
