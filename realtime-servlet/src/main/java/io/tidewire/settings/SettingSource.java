package io.tidewire.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads settings from one place. */
public interface SettingSource {

  /** The prefix of the names of all settings. */
  String PREFIX = "realtime.";

  /** {@return the name of the place for messages, such as {@code system properties}} */
  String place();

  /**
   * Looks up a setting.
   *
   * @param name its full name
   * @return its text, or null
   */
  @Nullable String get(String name);

  /**
   * Returns the settings that are set here, so that a mistyped one is found.
   *
   * @return all names that begin with {@link #PREFIX}; none if they cannot be told apart from names
   *     that belong to others
   */
  Set<String> names();

  /** {@return a source that reads the system properties} */
  static SettingSource systemProperties() {
    return new SettingSource() {
      @Override
      public String place() {
        return "system properties";
      }

      @Override
      public @Nullable String get(String name) {
        return System.getProperty(name);
      }

      @Override
      public Set<String> names() {
        Set<String> names = new TreeSet<>(System.getProperties().stringPropertyNames());
        names.removeIf(name -> !name.startsWith(PREFIX));
        return names;
      }
    };
  }

  /**
   * Returns a source that reads environment variables: {@code realtime.history.events} is {@code
   * REALTIME_HISTORY_EVENTS}. Unknown variables are not faults, since container platforms create
   * variables with such names for services called "realtime".
   *
   * @param variables the environment
   * @return the source
   */
  static SettingSource environment(Map<String, String> variables) {
    return new SettingSource() {
      @Override
      public String place() {
        return "environment";
      }

      @Override
      public @Nullable String get(String name) {
        return variables.get(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
      }

      @Override
      public Set<String> names() {
        return Set.of();
      }
    };
  }

  /**
   * Returns a source that reads a map, for applications that configure the library in code, and for
   * tests.
   *
   * @param place names the place in messages
   * @param settings texts by full name
   * @return the source
   */
  static SettingSource of(String place, Map<String, String> settings) {
    Map<String, String> copy = Map.copyOf(settings);
    return new SettingSource() {
      @Override
      public String place() {
        return place;
      }

      @Override
      public @Nullable String get(String name) {
        return copy.get(name);
      }

      @Override
      public Set<String> names() {
        Set<String> names = new TreeSet<>(copy.keySet());
        names.removeIf(name -> !name.startsWith(PREFIX));
        return names;
      }
    };
  }
}
