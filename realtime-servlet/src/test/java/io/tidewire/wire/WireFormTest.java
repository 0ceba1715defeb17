package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What forms make of frames, and how often. */
@Timeout(60)
class WireFormTest {

  private final SharedEvent event = event();

  /** A form of another module, which counts what it makes. */
  private static final class Counted implements WireForm<String, List<String>> {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public String of(Frame frame) {
      made.incrementAndGet();
      return "made of " + frame.weight();
    }

    @Override
    public List<String> join(List<Frame> frames) {
      return frames.stream().map(this::shared).toList();
    }
  }

  /** A frame of another module. */
  private record Unknown() implements Frame {
    @Override
    public int weight() {
      return 1;
    }
  }

  private static SharedEvent event() {
    Payload payload = Payload.json("1");
    Message message = Message.to(Topic.of("orders"), "tick", payload).build();
    return new SharedEvent(
        new PublishedEvent(
            new Position("e", 1), PublishedEvent.Content.of(message, payload, Instant.EPOCH)),
        1);
  }

  @RepeatedTest(20)
  void anEventMakesEachFormOnce() {
    Counted form = new Counted();
    CyclicBarrier start = new CyclicBarrier(2);
    List<CompletableFuture<String>> taken = List.of(takenOn(start, form), takenOn(start, form));

    assertThat(taken.get(0).join()).isSameAs(taken.get(1).join());
    assertThat(form.made).hasValue(1);
  }

  private CompletableFuture<String> takenOn(CyclicBarrier start, Counted form) {
    CompletableFuture<String> taken = new CompletableFuture<>();
    Thread taker =
        new Thread(
            () -> {
              try {
                start.await();
                taken.complete(event.in(form));
              } catch (Throwable e) {
                taken.completeExceptionally(e);
              }
            });
    taker.setDaemon(true);
    taker.start();
    return taken;
  }

  @Test
  void formsOfOtherModulesAreSharedToo() {
    Counted form = new Counted();

    assertThat(event.in(form)).isEqualTo("made of " + event.weight());
    assertThat(form.join(List.of(event, event))).containsExactly(event.in(form), event.in(form));
    assertThat(form.made).hasValue(1);
    assertThat(event.in(new Counted())).isNotSameAs(event.in(form));
  }

  @Test
  void anEnvelopeIsMadeOfTheSharedJson() {
    byte[] envelope = event.in(WireForm.envelope());
    String json = event.in(WireForm.json());

    assertThat(new String(envelope, StandardCharsets.UTF_8)).startsWith("data: " + json + "\n");
    assertThat(event.in(WireForm.envelope())).isSameAs(envelope);
    assertThat(event.in(WireForm.json())).isSameAs(json);
    assertThat(event.in(WireForm.plain()))
        .isSameAs(event.in(WireForm.plain()))
        .isNotSameAs(envelope);
  }

  @Test
  void anEventHasNothingForEachLimitOfWebSockets() {
    String json = event.in(WireForm.json());

    assertThat(WireForm.webSocket(MessageLimit.of(5_000)).shared(event)).isSameAs(json);
    assertThat(WireForm.webSocket(MessageLimit.DEFAULT).shared(event)).isSameAs(json);
  }

  @Test
  void equalLimitsAreEqualForms() {
    assertThat(WireForm.webSocket(MessageLimit.of(5_000)))
        .isEqualTo(WireForm.webSocket(MessageLimit.of(4_100)))
        .hasSameHashCodeAs(WireForm.webSocket(MessageLimit.of(4_100)))
        .isNotEqualTo(WireForm.webSocket(MessageLimit.DEFAULT));
  }

  @Test
  void severalJsonObjectsAreAnArray() {
    String json = event.in(WireForm.json());
    Control start = new Control.Start("e-1", true);

    assertThat(WireForm.json().join(List.of())).isEmpty();
    assertThat(WireForm.json().join(List.of(start))).isEmpty();
    assertThat(WireForm.json().join(List.of(start, event))).isEqualTo(json);
    assertThat(WireForm.json().join(List.of(event, event)))
        .isEqualTo("[" + json + "," + json + "]");
  }

  @Test
  void aFormThatDoesNotKnowAFrameLeavesItOut() {
    Frame unknown = new Unknown();
    List<Frame> frames = List.of(unknown, event, unknown);

    assertThat(WireForm.plain().of(unknown)).isEmpty();
    assertThat(WireForm.envelope().of(unknown)).isEmpty();
    assertThat(WireForm.json().of(unknown)).isEmpty();
    assertThat(WireForm.plain().join(frames)).isEqualTo(event.in(WireForm.plain()));
    assertThat(WireForm.envelope().join(frames)).isEqualTo(event.in(WireForm.envelope()));
    assertThat(WireForm.json().join(frames)).isEqualTo(event.in(WireForm.json()));
    assertThat(WireForm.webSocket(MessageLimit.DEFAULT).join(frames).bytes())
        .isEqualTo(new WebSocketWriter().text(event.in(WireForm.json())).bytes());
  }
}
