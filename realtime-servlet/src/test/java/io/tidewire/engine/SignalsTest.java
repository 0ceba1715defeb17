package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import io.tidewire.window.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No signal is lost without a word, and no observer silences another. */
@Timeout(60)
class SignalsTest {

  private static final Duration SHORT = Duration.ofMillis(100);

  private final Queue<HubSignal> heard = new ConcurrentLinkedQueue<>();

  private static Signals signals(Duration patience, HubObserver... observers) {
    BoundedLog log = new BoundedLog("test", new ManualTicker());
    Signals signals = new Signals(List.of(observers), Thread::new, log, patience);
    signals.start();
    return signals;
  }

  private static void emit(Signals signals, int count) {
    for (int i = 0; i < count; i++) {
      signals.emit(() -> new HubSignal.Delivered(1));
    }
  }

  private long told() {
    return heard.stream().filter(HubSignal.Delivered.class::isInstance).count();
  }

  private long toldAsLost() {
    return heard.stream()
        .mapToLong(signal -> signal instanceof HubSignal.SignalsLost lost ? lost.signals() : 0)
        .sum();
  }

  @Test
  void whatIsQueuedAtTheCloseIsDelivered() {
    CountDownLatch closing = new CountDownLatch(1);
    Signals signals =
        signals(
            Duration.ofSeconds(30),
            signal -> {
              awaitQuietly(closing);
              heard.add(signal);
            });
    emit(signals, 1_000);
    closing.countDown();
    signals.close();
    assertThat(told()).isEqualTo(1_000);
    assertThat(toldAsLost()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatASlowObserverHasNotHeardByThenIsToldAsLost() {
    CountDownLatch never = new CountDownLatch(1);
    Signals signals =
        signals(
            SHORT,
            signal -> {
              heard.add(signal);
              if (signal instanceof HubSignal.Delivered) {
                awaitQuietly(never);
              }
            });
    emit(signals, 1_000);
    await().until(() -> told() == 1);
    signals.close();
    await().until(() -> told() + toldAsLost() == 1_000);
    assertThat(heard).last().isInstanceOf(HubSignal.SignalsLost.class);
  }

  @Test
  void whatFindsNoRoomIsToldAsLost() {
    CountDownLatch go = new CountDownLatch(1);
    Signals signals =
        signals(
            Duration.ofSeconds(30),
            signal -> {
              awaitQuietly(go);
              heard.add(signal);
            });
    emit(signals, 12_000);
    go.countDown();
    signals.close();
    assertThat(toldAsLost()).isBetween(1_900L, 2_000L);
    assertThat(told() + toldAsLost()).isEqualTo(12_000);
  }

  @Test
  void anObserverThatRestoresItsInterruptSilencesNobody() {
    Signals signals =
        signals(Duration.ofSeconds(30), signal -> Thread.currentThread().interrupt(), heard::add);
    emit(signals, 100);
    signals.close();
    assertThat(told()).isEqualTo(100);
  }

  /** As where there is no memory for it: the loop that says it must not fail. */
  @Test
  void aSignalThatCannotBeMadeIsToldAsLost() {
    Signals signals = signals(Duration.ofSeconds(30), heard::add);
    signals.emit(
        () -> {
          throw new OutOfMemoryError("no signal");
        });
    emit(signals, 1);
    signals.close();
    assertThat(told()).isEqualTo(1);
    assertThat(toldAsLost()).isEqualTo(1);
  }

  @Test
  void anObserverMayCloseTheHub() {
    Signals[] own = new Signals[1];
    CountDownLatch made = new CountDownLatch(1);
    own[0] =
        signals(
            Duration.ofSeconds(30),
            signal -> {
              awaitQuietly(made);
              own[0].close();
              heard.add(signal);
            });
    emit(own[0], 3);
    made.countDown();
    await().until(() -> told() == 3);
  }
}
