package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A queue like any other, but for what happens when there is no memory to grow. */
class FifoTest {

  /** Each number is added; between them, some are taken or removed. */
  @Property(tries = 300)
  void doesWhatAQueueDoes(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 99) Integer> steps) {
    Fifo<Integer> fifo = new Fifo<>(1);
    ArrayDeque<Integer> model = new ArrayDeque<>();
    for (int step : steps) {
      if (step % 10 == 0) {
        model.removeIf(number -> number < step);
        int before = fifo.size();
        assertThat(fifo.removeIf(number -> number < step)).isEqualTo(before - model.size());
      } else if (step % 3 == 0) {
        assertThat(fifo.peek()).isEqualTo(model.peek());
        assertThat(fifo.poll()).isEqualTo(model.poll());
      } else {
        fifo.add(step);
        model.add(step);
      }
      assertThat(all(fifo)).containsExactlyElementsOf(model);
    }
    fifo.clear();
    assertThat(fifo.isEmpty()).isTrue();
    assertThat(fifo.poll()).isNull();
  }

  private static List<Integer> all(Fifo<Integer> fifo) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < fifo.size(); i++) {
      all.add(fifo.get(i));
    }
    return Collections.unmodifiableList(all);
  }

  @Test
  void knowsItsEnds() {
    Fifo<String> fifo = new Fifo<>(2);
    fifo.add("a");
    assertThatThrownBy(() -> fifo.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> fifo.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Fifo<String>(3)).hasMessageContaining("power of two");
  }
}
