package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriberTest {

  private static final Subscriber ANN = new Subscriber("ann", Set.of("clerk"));

  @Test
  void attributesAreAddedToCopies() {
    Subscriber of = ANN.withAttribute("tenant", "acme").withAttribute("customer", "4711");

    assertThat(of.attribute("tenant")).contains("acme");
    assertThat(of.attributes()).isEqualTo(Map.of("tenant", "acme", "customer", "4711"));
    assertThat(of.name()).isEqualTo("ann");
    assertThat(of.isInRole("clerk")).isTrue();
    assertThat(ANN.attribute("tenant")).isEmpty();
    assertThat(of.withAttribute("tenant", "other").attribute("tenant")).contains("other");
    assertThat(of.withRoles(Set.of()).attribute("tenant")).contains("acme");
  }

  @Test
  void thereAreAtMost16ShortAttributes() {
    Subscriber full = ANN;
    for (int i = 0; i < 16; i++) {
      full = full.withAttribute("a" + i, "x".repeat(256));
    }
    Subscriber most = full;

    assertThat(most.withAttribute("a7", "y").attribute("a7")).contains("y");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> most.withAttribute("a16", "y"))
        .withMessageContaining("'a16'")
        .withMessageContaining("16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ANN.withAttribute("a", "x".repeat(257)))
        .withMessageContaining("257 characters, 1 to 256 are allowed");
    assertThatIllegalArgumentException().isThrownBy(() -> ANN.withAttribute("", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> ANN.withAttribute("a", ""));
  }

  @Test
  void equalIsWhoHasEqualNamesRolesAndAttributes() {
    Subscriber acme = ANN.withAttribute("tenant", "acme");

    assertThat(acme)
        .isEqualTo(new Subscriber("ann", Set.of("clerk")).withAttribute("tenant", "acme"))
        .hasSameHashCodeAs(ANN.withAttribute("tenant", "acme"))
        .isNotEqualTo(ANN)
        .isNotEqualTo(ANN.withAttribute("tenant", "other"));
    assertThat(ANN).isNotEqualTo(Subscriber.named("ann"));
    assertThat(acme).asString().contains("ann", "clerk", "tenant").doesNotContain("acme");
  }

  @Test
  void anEndOfTheRightIsKeptByCopiesAndNotCompared() {
    Instant end = Instant.parse("2024-02-29T12:00:00Z");
    Subscriber until = ANN.until(end);

    assertThat(ANN.expires()).isEmpty();
    assertThat(until.expires()).contains(end);
    assertThat(until.withRoles(Set.of("boss")).expires()).contains(end);
    assertThat(until.withAttribute("tenant", "acme").expires()).contains(end);
    assertThat(until.isInRole("clerk")).isTrue();
    assertThat(until).isEqualTo(ANN).hasSameHashCodeAs(ANN);
  }

  @Test
  void aRoleThatIsAskedAndNotFoundIsTold() {
    List<String> missed = new ArrayList<>();
    Subscriber ann = Subscriber.named("ann").withRoles(Set.of("clerk"), missed::add);

    assertThat(ann.isInRole("clerk")).isTrue();
    assertThat(missed).isEmpty();
    assertThat(ann.withAttribute("tenant", "acme").isInRole("boss")).isFalse();
    assertThat(missed).containsExactly("boss");
    assertThat(ANN.isInRole("boss")).isFalse();
  }
}
