package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.PublishedEvent;
import io.tidewire.limits.AddressKey;
import io.tidewire.limits.Bound;
import io.tidewire.limits.ByteShares;
import io.tidewire.limits.Reached;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What waits for one socket, and for all of a node, is bounded by what it weighs. */
class OutboxTest {

  private static final int HEAVY = 10_000;

  private final Reached reached = new Reached();
  private final ByteShares all = new ByteShares(5 * HEAVY);

  private Outbox outbox() {
    return outbox(1 << 30);
  }

  private Outbox outbox(long bytes) {
    return outbox(bytes, AddressKey.UNKNOWN);
  }

  private Outbox outbox(long bytes, long address) {
    return new Outbox(new Outbox.Bounds(100, 10, bytes, bytes, all, reached), address);
  }

  private static SharedEvent event(int weight) {
    PublishedEvent.Content content = TestHub.content("a", "");
    SharedEvent light = new SharedEvent(content, 1);
    String text = "x".repeat(weight - light.weight());
    return new SharedEvent(TestHub.content("a", text), 1);
  }

  private static Control control() {
    return new Control.Error(ErrorCode.BAD_REQUEST, "x".repeat(1_000), null);
  }

  private long reached(Bound bound) {
    return reached.all().getOrDefault(bound.toString(), -1L);
  }

  @Test
  void theEventsOfOneConnectionAreBoundedByWeight() {
    Outbox outbox = outbox(2 * HEAVY);
    assertThat(outbox.offer(event(HEAVY))).isTrue();
    assertThat(outbox.offer(event(HEAVY))).isTrue();
    assertThat(outbox.offer(event(200))).isFalse();
    assertThat(reached(Bound.OUTBOX_BYTES)).isEqualTo(1);
    outbox.drainTo(new ArrayList<>(), 1);
    assertThat(outbox.offer(event(200))).as("there is room again").isTrue();
    assertThat(outbox.events()).isEqualTo(2);
  }

  /** One without a place would else be lost to every client whose events wait for a turn's end. */
  @Test
  void theFirstEventHasRoomHoweverHeavyItIs() {
    Outbox outbox = outbox(100);
    assertThat(outbox.offer(event(HEAVY))).isTrue();
    assertThat(outbox.offer(event(200))).isFalse();
  }

  @Test
  void controlFramesHaveABoundOfTheirOwn() {
    Outbox outbox = outbox(3_000);
    assertThat(outbox.offer(event(3_000))).isTrue();
    assertThat(outbox.offer(control())).isTrue();
    assertThat(outbox.offer(control())).isTrue();
    assertThat(outbox.offer(control())).isFalse();
    assertThat(outbox.controls()).isEqualTo(2);
    assertThat(outbox.removeEvents()).isEqualTo(1);
    assertThat(outbox.offer(control())).as("no room that events leave").isFalse();
    outbox.clear();
    assertThat(outbox.controlsWeight()).isZero();
    assertThat(outbox.offer(control())).isTrue();
  }

  @Test
  void anEventCountsOnceForTheNodeAndInFullForEachConnection() {
    SharedEvent shared = event(2 * HEAVY);
    List<Outbox> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Outbox outbox = outbox(3 * HEAVY);
      assertThat(outbox.offer(shared)).isTrue();
      assertThat(outbox.offer(shared)).as("in full").isFalse();
      many.add(outbox);
    }
    assertThat(all.used()).isEqualTo(2 * HEAVY);
    many.subList(0, 49).forEach(Outbox::clear);
    assertThat(all.used()).as("the last one still has it").isEqualTo(2 * HEAVY);
    many.get(49).drainTo(new ArrayList<>(), 1);
    assertThat(all.used()).isZero();
  }

  @Test
  void whatIsTooMuchForTheNodeIsRefusedAndCostsNothing() {
    Outbox full = outbox();
    SharedEvent shared = event(3 * HEAVY);
    assertThat(full.offer(shared)).isTrue();
    assertThat(full.offer(event(2 * HEAVY))).isTrue();
    Outbox other = outbox();
    assertThat(other.offer(control())).isTrue();
    assertThat(other.offer(event(200))).as("even the first").isFalse();
    assertThat(other.offer(shared)).as("is held anyway").isTrue();
    assertThat(other.events()).isEqualTo(1);
    assertThat(other.controls()).isEqualTo(1);
    assertThat(reached(Bound.OUTBOX_MEMORY)).isEqualTo(1);
    assertThat(all.used()).isEqualTo(5 * HEAVY);
    full.clear();
    assertThat(all.used()).isEqualTo(3 * HEAVY);
    assertThat(other.offer(event(200))).isTrue();
  }

  /** Else it could have the events of all others read again, and those without a place lost. */
  @Test
  void oneAddressLeavesATenthOfTheNodeToOthers() {
    Outbox stalled = outbox(1 << 30, 7);
    assertThat(stalled.offer(event(4 * HEAVY))).isTrue();
    assertThat(stalled.offer(event(HEAVY))).isFalse();
    assertThat(reached(Bound.OUTBOX_SHARE)).isEqualTo(1);
    assertThat(outbox(1 << 30, 7).offer(event(HEAVY))).as("by another connection").isFalse();
    Outbox other = outbox(1 << 30, 8);
    assertThat(other.offer(event(HEAVY))).isTrue();
    assertThat(reached(Bound.OUTBOX_MEMORY)).isZero();
    other.clear();
    stalled.clear();
    assertThat(stalled.offer(event(4 * HEAVY))).as("nothing is left of it").isTrue();
  }

  /** Whoever has it next, or last. */
  @Test
  void anEventCountsForTheAddressForWhichItWaitsFirst() {
    SharedEvent shared = event(4 * HEAVY);
    Outbox first = outbox(1 << 30, 7);
    Outbox next = outbox(1 << 30, 8);
    assertThat(first.offer(shared)).isTrue();
    assertThat(next.offer(shared)).isTrue();
    first.clear();
    assertThat(first.offer(event(HEAVY))).isFalse();
    assertThat(next.offer(event(HEAVY))).isTrue();
    next.clear();
    assertThat(all.used()).isZero();
    assertThat(all.addresses()).isZero();
    assertThat(next.offer(shared)).as("again, and of this one now").isTrue();
    assertThat(next.offer(event(HEAVY))).isFalse();
  }

  @Property
  void nothingIsCountedOfEmptyOutboxes(
      @ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> steps) {
    List<Outbox> some = List.of(outbox(4_000, 7), outbox(4_000, 8), outbox());
    List<SharedEvent> events = List.of(event(1_000), event(2_000), event(3 * HEAVY));
    List<Frame> out = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Outbox outbox = some.get((i * 7 + steps.get(i)) % 3);
      switch (steps.get(i)) {
        case 0, 1, 2, 3, 4 -> {
          boolean unused = outbox.offer(events.get((i + steps.get(i)) % 3));
        }
        case 5, 6 -> {
          boolean unused = outbox.offer(control());
        }
        case 7 -> outbox.drainTo(out, 1_500);
        case 8 -> {
          int unused = outbox.removeEvents();
        }
        default -> outbox.clear();
      }
      assertThat(all.used()).isBetween(0L, all.most());
    }
    some.get(0).clear();
    some.get(1).drainTo(out, Integer.MAX_VALUE);
    some.get(2).removeEvents();
    assertThat(all.used()).isZero();
    assertThat(all.addresses()).isZero();
    assertThat(some).allMatch(outbox -> outbox.events() == 0);
  }
}
