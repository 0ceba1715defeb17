package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.window.Ticker;
import io.tidewire.window.Window;
import io.tidewire.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the connections of a loop share while it turns: the time, the last position and the
 * last batch. Confined to the loop.
 */
final class TurnState {

  /** How long a turn runs tasks, and how long it serves, before it follows the ring again. */
  static final long SLICE_MILLIS = 5;

  private final Ticker ticker;
  private final Window window;
  private final RingReader reader;
  private final List<Frame> scratch = new ArrayList<>();
  private Batch lastBatch = new Batch(List.of());
  private @Nullable Position lastPosition;
  private long lastPositionOrder;
  private long lastPositionPlace;
  private long now;

  TurnState(Ticker ticker, Window window, RingReader reader) {
    this.ticker = ticker;
    this.window = window;
    this.reader = reader;
    this.now = ticker.millis();
  }

  /** Begins the next turn. */
  void begin() {
    now = ticker.millis();
  }

  /** {@return when the turn began} */
  long now() {
    return now;
  }

  /** {@return the position of an order, as seen from where the loop is} */
  Position position(long order) {
    Position position = lastPosition;
    long place = reader.placeOrder();
    if (position == null || lastPositionOrder != order || lastPositionPlace != place) {
      position = window.position(order, place);
      lastPosition = position;
      lastPositionOrder = order;
      lastPositionPlace = place;
    }
    return position;
  }

  /** {@return an empty list, for use until the next call} */
  List<Frame> scratch() {
    scratch.clear();
    return scratch;
  }

  /** {@return a batch of these frames; the last one again if the frames are the same} */
  Batch batch(List<Frame> frames) {
    if (!lastBatch.isOf(frames)) {
      lastBatch = new Batch(frames);
    }
    return lastBatch;
  }
}
