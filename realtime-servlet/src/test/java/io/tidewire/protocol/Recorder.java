package io.tidewire.protocol;

import static org.awaitility.Awaitility.await;

import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A transport that takes everything, and keeps it. */
final class Recorder implements Transport {
  private final List<Frame> frames = new CopyOnWriteArrayList<>();

  @Override
  public String name() {
    return "recorder";
  }

  @Override
  public boolean livesWithoutSubscriptions() {
    return true;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void send(Batch batch, Position cursor) {
    frames.addAll(batch.frames());
  }

  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    frames.add(bye);
  }

  List<Frame> frames() {
    return frames;
  }

  /** The ids of the requests that were answered. */
  List<String> answered() {
    return frames.stream()
        .filter(Control.class::isInstance)
        .map(frame -> ((Control) frame).id())
        .filter(Objects::nonNull)
        .toList();
  }

  List<SharedEvent> events() {
    return frames.stream()
        .filter(SharedEvent.class::isInstance)
        .map(SharedEvent.class::cast)
        .toList();
  }

  List<Control.Ack> acknowledged() {
    return frames.stream()
        .filter(Control.Ack.class::isInstance)
        .map(Control.Ack.class::cast)
        .toList();
  }

  <T extends Frame> T awaitFrame(Class<T> type) {
    await(type.getSimpleName()).until(() -> frames.stream().anyMatch(type::isInstance));
    return type.cast(frames.stream().filter(type::isInstance).findFirst().orElseThrow());
  }
}
