package io.tidewire.servlet;

import io.tidewire.settings.SettingSource;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** MicroProfile Config, where the server or the application has it. */
final class MicroProfileConfig implements SettingSource {

  private static final String PAYARA = "fish.payara.";

  private final Config config;
  private final boolean sourcesFirst;

  /**
   * @param application whose configuration it is
   * @throws NoClassDefFoundError if there is no such API here
   * @throws IllegalStateException if there is the API alone
   */
  MicroProfileConfig(ClassLoader application) {
    this(ConfigProvider.getConfig(application));
  }

  private MicroProfileConfig(Config config) {
    this(config, config.getClass().getName().startsWith(PAYARA));
  }

  /**
   * @param slow whether the configuration takes long to tell that it lacks a setting, and has none
   *     but those of its sources
   */
  MicroProfileConfig(Config config, boolean slow) {
    this.config = config;
    // Under a profile a source may have the setting by another name.
    this.sourcesFirst =
        slow && config.getOptionalValue("mp.config.profile", String.class).isEmpty();
  }

  @Override
  public String place() {
    return "MicroProfile Config";
  }

  @Override
  public @Nullable String get(String name) {
    return sourcesFirst && !isInAnySource(name)
        ? null
        : config.getOptionalValue(name, String.class).orElse(null);
  }

  /** Payara's asks each of its sources several times before it tells that none has a setting. */
  private boolean isInAnySource(String name) {
    for (ConfigSource source : config.getConfigSources()) {
      if (source.getValue(name) != null) {
        return true;
      }
    }
    return false;
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
