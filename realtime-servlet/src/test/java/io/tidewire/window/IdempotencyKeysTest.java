package io.tidewire.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which keys are known, and whose are forgotten. */
class IdempotencyKeysTest {

  private static final long FIVE_MINUTES = 300_000;

  private final IdempotencyKeys keys = new IdempotencyKeys(100);

  private static Position position(long sequence) {
    return new Position("e", sequence);
  }

  @Test
  void aKeyIsKnownForFiveMinutes() {
    keys.add("a.1", position(1), 1_000);
    assertThat(keys.find("a.1", 1_000 + FIVE_MINUTES - 1)).isEqualTo(position(1));
    assertThat(keys.find("a.2", 1_000)).isNull();
    assertThat(keys.find("a.1", 1_000 + FIVE_MINUTES)).isNull();
    assertThat(keys.size()).isZero();
  }

  @Test
  void aFloodOfOneScopeKeepsTheKeysOfOthers() {
    keys.add(".own", position(1), 0);
    keys.add("b.1", position(2), 0);
    for (int i = 0; i < 1_000; i++) {
      keys.add("a." + i, position(10 + i), 0);
    }
    assertThat(keys.size()).isEqualTo(100);
    assertThat(keys.find(".own", 0)).isEqualTo(position(1));
    assertThat(keys.find("b.1", 0)).isEqualTo(position(2));
    assertThat(keys.find("a.901", 0)).isNull();
    assertThat(keys.find("a.902", 0)).isEqualTo(position(912));
  }

  @Test
  void keysWithoutAScopeAreOfOne() {
    for (int i = 0; i < 100; i++) {
      keys.add("own" + i, position(1 + i), 0);
    }
    keys.add("b.1", position(200), 0);
    assertThat(keys.find("own0", 0)).isNull();
    assertThat(keys.find("own1", 0)).isEqualTo(position(2));
    assertThat(keys.find("b.1", 0)).isEqualTo(position(200));
  }

  /** Compared with a model that looks at all keys each time. */
  @Property
  void theOldestOfTheLargestScopeIsForgotten(
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> scopes,
      @ForAll @IntRange(min = 1, max = 10) int most) {
    IdempotencyKeys few = new IdempotencyKeys(most);
    Map<String, Integer> model = new LinkedHashMap<>();
    long now = 0;
    for (int scope : scopes) {
      now += FIVE_MINUTES / 20;
      long expired = now - FIVE_MINUTES;
      String key = scope + "." + now;
      assertThat(few.find(key, now)).isNull();
      model.keySet().removeIf(old -> Long.parseLong(old.substring(2)) <= expired);
      few.add(key, position(scope), now);
      if (model.size() == most) {
        List<String> forgotten =
            model.keySet().stream().filter(old -> few.find(old, expired) == null).toList();
        assertThat(forgotten).as("of %s", model).hasSize(1);
        int from = model.get(forgotten.get(0));
        assertThat(sizeOf(from, model))
            .isEqualTo(scopes.stream().mapToLong(s -> sizeOf(s, model)).max().orElseThrow());
        assertThat(forgotten.get(0))
            .isEqualTo(
                model.keySet().stream()
                    .filter(k -> model.get(k) == from)
                    .findFirst()
                    .orElseThrow());
        model.remove(forgotten.get(0));
      }
      model.put(key, scope);
      assertThat(few.size()).isEqualTo(model.size());
      for (Map.Entry<String, Integer> known : model.entrySet()) {
        assertThat(few.find(known.getKey(), now)).isEqualTo(position(known.getValue()));
      }
    }
  }

  private static long sizeOf(int scope, Map<String, Integer> model) {
    return model.values().stream().filter(other -> other == scope).count();
  }
}
