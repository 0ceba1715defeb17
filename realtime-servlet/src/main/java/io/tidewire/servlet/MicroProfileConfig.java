package io.tidewire.servlet;

import io.tidewire.settings.SettingSource;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** MicroProfile Config, where the server or the application has it. */
final class MicroProfileConfig implements SettingSource {

  private final Config config;

  /**
   * @param application whose configuration it is
   * @throws NoClassDefFoundError if there is no such API here
   * @throws IllegalStateException if there is the API alone
   */
  MicroProfileConfig(ClassLoader application) {
    this.config = ConfigProvider.getConfig(application);
  }

  @Override
  public String place() {
    return "MicroProfile Config";
  }

  @Override
  public @Nullable String get(String name) {
    return config.getOptionalValue(name, String.class).orElse(null);
  }

  /** Without system properties, which it reads too, but which are a place of their own here. */
  @Override
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        names.add(name);
      }
    }
    names.removeAll(System.getProperties().stringPropertyNames());
    return names;
  }
}
