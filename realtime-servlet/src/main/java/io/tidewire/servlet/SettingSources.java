package io.tidewire.servlet;

import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings from system properties, then the environment, then MicroProfile Config if
 * there is one, then the context-params of the application. So the operator of an application can
 * override what its developer has set.
 */
public final class SettingSources {

  private static final System.Logger LOG = System.getLogger(SettingSources.class.getName());

  private SettingSources() {}

  /**
   * Reads the settings of a web application.
   *
   * @param context the application
   * @return its settings
   * @throws io.tidewire.settings.InvalidSettingsException if any is unknown or wrong
   */
  public static Settings read(ServletContext context) {
    ClassLoader application = context.getClassLoader();
    List<SettingSource> sources = sourcesFor(application);
    sources.add(new ContextParams(context));
    return Settings.read(sources, ProviderSettings.names(application));
  }

  /**
   * Reads the settings outside a web application.
   *
   * @return the settings from all sources except context-params
   * @throws io.tidewire.settings.InvalidSettingsException if any is unknown or wrong
   */
  public static Settings readWithoutContext() {
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    return Settings.read(sourcesFor(application), ProviderSettings.names(application));
  }

  private static List<SettingSource> sourcesFor(ClassLoader application) {
    List<SettingSource> sources = new ArrayList<>();
    sources.add(SettingSource.systemProperties());
    sources.add(SettingSource.environment(System.getenv()));
    try {
      sources.add(new MicroProfileConfig(application));
    } catch (NoClassDefFoundError | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "no MicroProfile Config here", e);
    }
    return sources;
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
