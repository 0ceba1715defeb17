package io.tidewire.engine;

import io.tidewire.limits.AddressKey;
import io.tidewire.limits.Bound;
import io.tidewire.limits.ByteShares;
import io.tidewire.limits.ByteShares.Taken;
import io.tidewire.limits.Reached;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queues the frames that wait for one connection's socket: references to shared events, and control
 * frames. Each kind has its own bounds, so that the answers to one large request never compete with
 * events. Takes no memory while empty. Confined to a loop, but for what all outboxes of a node hold
 * together, where an event counts once: for the address for which it has waited first, however long
 * it waits for others.
 */
final class Outbox {

  private static final int KEPT_CAPACITY = 64;

  private final Bounds bounds;
  private final long address;
  private @Nullable Fifo<Frame> frames;
  private int events;
  private int largest;
  private int eventsWeight;
  private int controlsWeight;

  /**
   * Bounds the outboxes of a node.
   *
   * @param events how many of one connection
   * @param controls how many control frames of one connection
   * @param eventBytes what the events of one connection weigh
   * @param controlBytes what its control frames weigh
   * @param all what the events of all connections weigh, of which one address leaves a tenth
   * @param reached counts how often events are refused
   */
  record Bounds(
      int events,
      int controls,
      long eventBytes,
      long controlBytes,
      ByteShares all,
      Reached reached) {

    /** One confirmation and one gap. */
    private static final int CONTROLS_PER_SUBSCRIPTION = 2;

    private static final int SPARE_CONTROLS = 64;

    /** What a confirmation or a gap weighs beside its topic. */
    private static final int CONTROL = 256;

    /** Makes room for all that one request may be answered with, whatever the settings say. */
    static Bounds of(EngineSettings.Limits limits, Reached reached) {
      int controls = CONTROLS_PER_SUBSCRIPTION * limits.subscriptions() + SPARE_CONTROLS;
      long bytes = limits.clients().bytes().outbox();
      long answers = 2L * CONTROLS_PER_SUBSCRIPTION * limits.message() + (long) CONTROL * controls;
      return new Bounds(
          limits.outbox(),
          controls,
          bytes,
          Math.max(bytes, answers),
          new ByteShares(limits.clients().bytes().outboxes()),
          reached);
    }
  }

  /**
   * @param address where its client is, see {@link AddressKey}
   */
  Outbox(Bounds bounds, long address) {
    this.bounds = bounds;
    this.address = AddressKey.shortened(address);
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

  /**
   * Adds a frame; returns false if there is no room for it. The first of a kind always has room.
   */
  boolean offer(Frame frame) {
    return frame instanceof SharedEvent event ? offerEvent(event) : offerControl(frame);
  }

  private boolean offerControl(Frame frame) {
    int waiting = controls();
    int weight = frame.weight();
    if (waiting >= bounds.controls
        || (waiting > 0 && (long) controlsWeight + weight > bounds.controlBytes)) {
      return false;
    }
    add(frame);
    controlsWeight += weight;
    return true;
  }

  private boolean offerEvent(SharedEvent event) {
    int weight = event.weight();
    if (events >= bounds.events) {
      return refused(Bound.OUTBOX);
    }
    if (events > 0 && (long) eventsWeight + weight > bounds.eventBytes) {
      return refused(Bound.OUTBOX_BYTES);
    }
    // Before it counts, since this may fail; and the loop takes nothing out meanwhile.
    add(event);
    events++;
    eventsWeight += weight;
    return !event.enters(address) || isKept(event, bounds.all.takeAnyway(address, weight));
  }

  private boolean isKept(SharedEvent event, Taken taken) {
    if (taken == Taken.YES) {
      return true;
    }
    removeLast();
    left(event);
    return refused(taken == Taken.ALL_HOLD_TOO_MUCH ? Bound.OUTBOX_MEMORY : Bound.OUTBOX_SHARE);
  }

  private boolean refused(Bound bound) {
    bounds.reached.count(bound);
    return false;
  }

  private void add(Frame frame) {
    if (frames == null) {
      frames = new Fifo<>(4);
    }
    frames.add(frame);
    largest = Math.max(largest, frames.size());
  }

  private void removeLast() {
    if (frames != null) {
      frames.removeLast();
    }
  }

  /** Counts a frame that is no longer here. */
  private void left(Frame frame) {
    int weight = frame.weight();
    if (frame instanceof SharedEvent event) {
      events--;
      eventsWeight -= weight;
      long owner = event.leaves();
      if (owner != SharedEvent.STILL_WAITS) {
        bounds.all.give(owner, weight);
      }
    } else {
      controlsWeight -= weight;
    }
  }

  /** Moves frames to a list, at least one, until they weigh enough. */
  void drainTo(List<Frame> batch, int maxWeight) {
    int weight = 0;
    while (frames != null && weight < maxWeight) {
      Frame frame = frames.peek();
      if (frame == null) {
        break;
      }
      batch.add(frame);
      var unused = frames.poll();
      left(frame);
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
    return frames == null ? 0 : frames.removeIf(this::leavesAsEvent);
  }

  private boolean leavesAsEvent(Frame frame) {
    boolean isEvent = frame instanceof SharedEvent;
    if (isEvent) {
      left(frame);
    }
    return isEvent;
  }

  /** Drops everything. Allocates nothing. */
  void clear() {
    if (frames != null) {
      for (Frame next = frames.poll(); next != null; next = frames.poll()) {
        left(next);
      }
    }
    frames = null;
  }
}
