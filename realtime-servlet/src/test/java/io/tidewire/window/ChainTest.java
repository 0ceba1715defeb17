package io.tidewire.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A chain finds what a sorted map finds, and never looks at more links than a stride has. */
class ChainTest {

  /** A link that counts how often it is looked at. */
  private static final class Numbered extends Chain.Link<Numbered> {
    private final long number;
    private final int[] looks;

    Numbered(long number, int[] looks) {
      this.number = number;
      this.looks = looks;
    }

    @Override
    long number() {
      looks[0]++;
      return number;
    }
  }

  private final int[] looks = {0};
  private final Chain<Numbered> chain = new Chain<>();
  private final TreeMap<Long, Numbered> expected = new TreeMap<>();
  private long newest;

  @Property(tries = 200)
  void whateverWasRemovedANumberIsFoundWithinAStride(
      @ForAll @Size(min = 1, max = 40) List<Byte> script) {
    for (byte step : script) {
      for (int i = 0; i < 40; i++) {
        append();
        if (step % 3 != 0) {
          remove(step % 2 == 0 ? Math.floorMod(step * 31L + i * 17L, newest + 1) : 0);
        }
      }
      for (long number = -1; number <= newest + 1; number += 7) {
        find(number);
      }
    }
  }

  private void append() {
    newest += 2;
    Numbered link = new Numbered(newest, looks);
    chain.append(link);
    expected.put(newest, link);
  }

  private void remove(long from) {
    Long gone = expected.ceilingKey(from);
    if (gone != null) {
      chain.remove(expected.remove(gone));
    }
  }

  private void find(long number) {
    looks[0] = 0;
    assertThat(chain.firstAbove(number)).isSameAs(link(expected.higherKey(number)));
    assertThat(looks[0]).isLessThanOrEqualTo(Chain.STRIDE + 1);
    assertThat(chain.lastUpTo(number)).isSameAs(link(expected.floorKey(number)));
    assertThat(chain.oldest()).isSameAs(expected.isEmpty() ? null : link(expected.firstKey()));
  }

  private @Nullable Numbered link(@Nullable Long number) {
    return number == null ? null : expected.get(number);
  }
}
