package io.tidewire.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One place that settings come from. */
public interface SettingSource {

  /** What the names of all settings begin with. */
  String PREFIX = "realtime.";

  /**
   * The place, for messages.
   *
   * @return such as {@code system properties}
   */
  String place();

  /**
   * Looks up a setting.
   *
   * @param name its full name
   * @return its text, or null
   */
  @Nullable String get(String name);

  /**
   * The settings that stand here, so that a mistyped one is found.
   *
   * @return all names here that begin with {@link #PREFIX}; none if they cannot be told apart from
   *     what belongs to others
   */
  Set<String> names();

  /**
   * The properties of this Java virtual machine.
   *
   * @return the source
   */
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
   * Environment variables: {@code realtime.history.events} is {@code REALTIME_HISTORY_EVENTS}.
   * Unknown ones are not faults, since container platforms make variables of such names for
   * services called "realtime".
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
   * Settings from a map, for an application that configures the library in code, and for tests.
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
