package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;

class MicroProfileConfigTest {

  private static final String PATH = "realtime.path";

  private final Map<String, String> stored = new HashMap<>();
  private final Recording config = new Recording(stored);

  @Test
  void aSlowConfigIsAskedForWhatASourceHasAlone() {
    stored.put(PATH, "${base}/push");
    MicroProfileConfig slow = new MicroProfileConfig(config, true);
    config.asked.clear();

    assertThat(slow.get("realtime.heartbeat")).isNull();
    assertThat(slow.get(PATH)).isEqualTo("/base/push");
    assertThat(config.asked).containsExactly(PATH);
  }

  @Test
  void aSlowConfigIsAskedForAllUnderAProfile() {
    stored.put("mp.config.profile", "test");
    stored.put("%test." + PATH, "/push");
    MicroProfileConfig slow = new MicroProfileConfig(config, true);

    assertThat(slow.get(PATH)).isEqualTo("/push");
  }

  /** An implementation may know more than its sources. */
  @Test
  void anyOtherIsAskedForAll() {
    MicroProfileConfig other = new MicroProfileConfig(config, false);

    assertThat(other.get(PATH)).isNull();
    assertThat(config.asked).containsExactly(PATH);
  }

  /** Has one source, which lists nothing; resolves one expression and one profile. */
  private static final class Recording implements Config {
    final List<String> asked = new ArrayList<>();
    private final Map<String, String> stored;

    Recording(Map<String, String> stored) {
      this.stored = stored;
    }

    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
      asked.add(name);
      String text = stored.getOrDefault("%test." + name, stored.get(name));
      return Optional.ofNullable(text).map(found -> type.cast(found.replace("${base}", "/base")));
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
      return List.of(new Unlisted(stored));
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

  private record Unlisted(Map<String, String> stored) implements ConfigSource {

    @Override
    public Set<String> getPropertyNames() {
      return Set.of();
    }

    @Override
    public String getValue(String name) {
      return stored.get(name);
    }

    @Override
    public String getName() {
      return "unlisted";
    }
  }
}
