package io.tidewire.engine;

import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queues the frames that wait for one connection's socket: references to shared events, and control
 * frames. Each kind has its own bound, so that the answers to one large request never compete with
 * events. Takes no memory while empty. Confined to a loop.
 */
final class Outbox {

  private static final int KEPT_CAPACITY = 64;

  private final int maxEvents;
  private final int maxControls;
  private @Nullable Fifo<Frame> frames;
  private int events;
  private long controlsWeight;
  private int largest;

  Outbox(int maxEvents, int maxControls) {
    this.maxEvents = maxEvents;
    this.maxControls = maxControls;
  }

  boolean isEmpty() {
    return frames == null || frames.isEmpty();
  }

  /** {@return how many events wait} */
  int events() {
    return events;
  }

  /** {@return how many control frames wait} */
  int controls() {
    return frames == null ? 0 : frames.size() - events;
  }

  /** {@return what the control frames that wait weigh} */
  long controlsWeight() {
    return controlsWeight;
  }

  /** Adds a frame; returns false if there is no room for it. */
  boolean offer(Frame frame) {
    boolean isEvent = frame instanceof SharedEvent;
    if (isEvent ? events >= maxEvents : controls() >= maxControls) {
      return false;
    }
    if (frames == null) {
      frames = new Fifo<>(4);
    }
    frames.add(frame);
    if (isEvent) {
      events++;
    } else {
      controlsWeight += frame.weight();
    }
    largest = Math.max(largest, frames.size());
    return true;
  }

  /** Moves frames to a list, at least one, until they weigh enough. */
  void drainTo(List<Frame> batch, int maxWeight) {
    int weight = 0;
    while (frames != null && weight < maxWeight) {
      Frame frame = frames.poll();
      if (frame == null) {
        break;
      }
      batch.add(frame);
      int own = frame.weight();
      if (frame instanceof SharedEvent) {
        events--;
      } else {
        controlsWeight -= own;
      }
      weight += own;
    }
    release();
  }

  private void release() {
    if (isEmpty() && largest > KEPT_CAPACITY) {
      frames = null;
      largest = 0;
    }
  }

  /** {@return the first event that waits and has a place in the log, or null} */
  @Nullable SharedEvent firstPlaced() {
    if (frames != null && events > 0) {
      for (int i = 0; i < frames.size(); i++) {
        if (frames.get(i) instanceof SharedEvent event && event.isPlaced()) {
          return event;
        }
      }
    }
    return null;
  }

  /** Removes the events, keeps the control frames in order, and returns how many were removed. */
  int removeEvents() {
    int removed = frames == null ? 0 : frames.removeIf(SharedEvent.class::isInstance);
    events = 0;
    return removed;
  }

  void clear() {
    frames = null;
    events = 0;
    controlsWeight = 0;
  }
}
