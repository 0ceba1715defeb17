package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PayaraSourcesTest {

  private static final String PATH = "realtime.path";

  private final Source grid = new Source("grid");
  private final Source other = new Source("other");
  private final Fixed config = new Fixed(List.of(grid, other));

  private Predicate<String> known() {
    return PayaraSources.of(config, source -> source == grid);
  }

  @Test
  void theGridIsListedOnceAndNeverAsked() {
    grid.stored.put(PATH, "/push");
    Predicate<String> known = known();

    assertThat(known.test(PATH)).isTrue();
    assertThat(known.test("realtime.heartbeat")).isFalse();
    assertThat(grid.asked).isEmpty();
  }

  @Test
  void aSourceThatListsNothingIsAsked() {
    other.stored.put(PATH, "/push");
    Predicate<String> known = known();

    assertThat(known.test(PATH)).isTrue();
    assertThat(known.test("realtime.heartbeat")).isFalse();
    assertThat(other.asked).containsExactly(PATH, "realtime.heartbeat");
  }

  @Test
  void underAProfileEverySettingMayBeThere() {
    config.profile = "test";

    assertThat(known().test(PATH)).isTrue();
    assertThat(other.asked).isEmpty();
  }

  /** It may have more than its sources tell. */
  @Test
  void anotherImplementationMayHaveEverySetting() {
    assertThat(PayaraSources.of(config).test(PATH)).isTrue();
    assertThat(other.asked).isEmpty();
  }

  private static final class Fixed implements Config {
    private final List<ConfigSource> sources;
    @Nullable String profile;

    Fixed(List<ConfigSource> sources) {
      this.sources = sources;
    }

    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
      assertThat(name).isEqualTo("mp.config.profile");
      return Optional.ofNullable(profile).map(type::cast);
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
      return sources;
    }

    @Override
    public Iterable<String> getPropertyNames() {
      return Set.of();
    }

    @Override
    public <T> T getValue(String name, Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ConfigValue getConfigValue(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
      return Optional.empty();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Source implements ConfigSource {
    final Map<String, String> stored = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    private final String name;

    Source(String name) {
      this.name = name;
    }

    @Override
    public Set<String> getPropertyNames() {
      return name.equals("grid") ? stored.keySet() : Set.of();
    }

    @Override
    public @Nullable String getValue(String name) {
      asked.add(name);
      return stored.get(name);
    }

    @Override
    public String getName() {
      return name;
    }
  }
}
