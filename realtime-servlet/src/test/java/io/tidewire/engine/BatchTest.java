package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.MessageLimit;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WireForm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who shares what of a batch. */
class BatchTest {

  private final SharedEvent event =
      new SharedEvent(new PublishedEvent(new Position("e", 1), TestHub.content("a", 1)), 1);
  private final Batch batch = new Batch(List.of(event, event));

  /** A form of another module: how many frames there are. */
  private static final class Counting implements WireForm<Integer, int[]> {
    private int joined;

    @Override
    public Integer of(Frame frame) {
      return 1;
    }

    @Override
    public int[] join(List<Frame> frames) {
      joined++;
      return new int[] {frames.size()};
    }
  }

  @Test
  void aBatchJoinsEachFormOnce() {
    Counting form = new Counting();
    byte[] plain = batch.in(WireForm.plain());
    byte[] envelopes = batch.in(WireForm.envelope());

    assertThat(batch.in(form)).containsExactly(2).isSameAs(batch.in(form));
    assertThat(form.joined).isEqualTo(1);
    assertThat(batch.in(WireForm.plain()))
        .isSameAs(plain)
        .hasSize(2 * event.in(WireForm.plain()).length);
    assertThat(batch.in(WireForm.envelope())).isSameAs(envelopes).isNotEqualTo(plain);
  }

  @Test
  void connectionsWithOneLimitShareTheirBytes() {
    MessageLimit small = MessageLimit.of(MessageLimit.MIN);

    assertThat(batch.in(WireForm.webSocket(MessageLimit.of(5_000))).bytes())
        .isSameAs(batch.in(WireForm.webSocket(MessageLimit.of(4_100))).bytes())
        .isNotSameAs(batch.in(WireForm.webSocket(small)).bytes());
  }

  @Test
  void aBatchOfOneEventIsTheEventsOwnForm() {
    assertThat(new Batch(List.of(event)).in(WireForm.plain())).isSameAs(event.in(WireForm.plain()));
  }

  @Test
  void framesThatDoNotShowTakeNothing() {
    Batch greeting = new Batch(List.of(new Control.Welcome("c", null, null, 1, "{}")));

    assertThat(greeting.in(WireForm.plain())).isEmpty();
    assertThat(greeting.in(WireForm.envelope())).isNotEmpty();
  }
}
