package io.tidewire.servlet;

import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the settings come from: system properties, then the environment, then the context-params of
 * the application. So who runs an application can change what who packaged it has set.
 */
public final class SettingSources {

  private SettingSources() {}

  /**
   * Reads the settings of a web application.
   *
   * @param context the application
   * @return its settings
   * @throws io.tidewire.settings.InvalidSettingsException if any is unknown or wrong
   */
  public static Settings read(ServletContext context) {
    return Settings.read(
        List.of(
            SettingSource.systemProperties(),
            SettingSource.environment(System.getenv()),
            new ContextParams(context)));
  }

  /**
   * Reads the settings where there is no web application.
   *
   * @return settings from the system properties and the environment alone
   * @throws io.tidewire.settings.InvalidSettingsException if any is unknown or wrong
   */
  public static Settings readWithoutContext() {
    return Settings.read(
        List.of(SettingSource.systemProperties(), SettingSource.environment(System.getenv())));
  }

  private record ContextParams(ServletContext context) implements SettingSource {

    @Override
    public String place() {
      return "context-param";
    }

    @Override
    public @Nullable String get(String name) {
      return context.getInitParameter(name);
    }

    @Override
    public Set<String> names() {
      Set<String> names = new TreeSet<>(Collections.list(context.getInitParameterNames()));
      names.removeIf(name -> !name.startsWith(PREFIX));
      return names;
    }
  }
}
