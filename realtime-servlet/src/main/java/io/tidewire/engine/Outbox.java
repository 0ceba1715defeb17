package io.tidewire.engine;

import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one connection's socket: references to shared events, and the protocol's
 * own objects. Bounded; holds no memory while empty. Confined to a loop.
 */
final class Outbox {

  private static final int KEPT_CAPACITY = 64;

  private final int capacity;
  private @Nullable ArrayDeque<Frame> frames;
  private int largest;

  Outbox(int capacity) {
    this.capacity = capacity;
  }

  boolean isEmpty() {
    return frames == null || frames.isEmpty();
  }

  /** Adds a frame; false if there is no room for it. */
  boolean offer(Frame frame) {
    if (frames == null) {
      frames = new ArrayDeque<>(4);
    }
    if (frames.size() >= capacity) {
      return false;
    }
    frames.add(frame);
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
      weight += frame.weight();
    }
    release();
  }

  private void release() {
    if (isEmpty() && largest > KEPT_CAPACITY) {
      frames = null;
      largest = 0;
    }
  }

  /** The first event that waits, or null. */
  @Nullable SharedEvent firstEvent() {
    if (frames != null) {
      for (Frame frame : frames) {
        if (frame instanceof SharedEvent event) {
          return event;
        }
      }
    }
    return null;
  }

  /** Takes the events back out, and leaves the protocol's objects in their order. */
  List<SharedEvent> removeEvents() {
    List<SharedEvent> events = new ArrayList<>();
    if (frames != null) {
      frames.removeIf(frame -> frame instanceof SharedEvent event && events.add(event));
    }
    return events;
  }

  void clear() {
    frames = null;
  }
}
