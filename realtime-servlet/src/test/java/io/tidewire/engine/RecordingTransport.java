package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A socket that takes what the test lets it take, and remembers all it was given. */
class RecordingTransport implements Transport {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One write. */
  record Sent(Batch batch, Position cursor) {
    List<Frame> frames() {
      return batch.frames();
    }
  }

  private final Client connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Sent> sends = new ArrayList<>();
  private final List<SharedEvent> events = new ArrayList<>();
  private int taken;
  private boolean ready = true;
  private boolean granted;
  private Control.@Nullable Bye bye;
  private @Nullable Position lastCursor;

  RecordingTransport(ClientConnection connection) {
    this.connection = (Client) connection;
  }

  /** The texts of the events, without quotation marks, and {@code gap} for each gap. */
  List<String> eventsAndGaps() {
    return frames().stream().flatMap(RecordingTransport::eventOrGap).toList();
  }

  private static Stream<String> eventOrGap(Frame frame) {
    if (frame instanceof SharedEvent event) {
      return Stream.of(event.content().payload().text().replace("\"", ""));
    }
    return frame instanceof Control.Gap ? Stream.of("gap") : Stream.empty();
  }

  ClientConnection connection() {
    return connection;
  }

  /** The connection as its loop sees it. */
  Connection served() {
    return connection.connection();
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public boolean greets() {
    return false;
  }

  @Override
  public boolean isReady() {
    lock.lock();
    try {
      granted = ready;
      return ready;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void send(Batch batch, Position cursor) {
    lock.lock();
    try {
      assertThat(granted && bye == null).as("asked before this send, and open").isTrue();
      granted = false;
      sends.add(new Sent(batch, cursor));
      for (Frame frame : batch.frames()) {
        if (frame instanceof SharedEvent event) {
          events.add(event);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(Control.Bye said, @Nullable Position cursor) {
    lock.lock();
    try {
      assertThat(bye).as("closed once").isNull();
      bye = said;
      lastCursor = cursor;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The socket takes nothing more than it has said that it would. */
  void stall() {
    lock.lock();
    try {
      ready = false;
    } finally {
      lock.unlock();
    }
  }

  /** The socket takes bytes again, and says so. */
  void unstall() {
    lock.lock();
    try {
      ready = true;
    } finally {
      lock.unlock();
    }
    connection.writable();
  }

  List<Sent> sends() {
    lock.lock();
    try {
      return List.copyOf(sends);
    } finally {
      lock.unlock();
    }
  }

  List<Frame> frames() {
    return sends().stream().flatMap(sent -> sent.frames().stream()).toList();
  }

  <T extends Frame> List<T> frames(Class<T> kind) {
    return frames().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The goodbye, or null while it is open. */
  Control.@Nullable Bye bye() {
    lock.lock();
    try {
      return bye;
    } finally {
      lock.unlock();
    }
  }

  /** The place that it was told at its end. */
  @Nullable Position lastCursor() {
    lock.lock();
    try {
      return lastCursor;
    } finally {
      lock.unlock();
    }
  }

  /** The payloads of all events, as text. */
  List<String> payloads() {
    lock.lock();
    try {
      return events.stream().map(event -> event.content().payload().text()).toList();
    } finally {
      lock.unlock();
    }
  }

  /** The next so many events, as payload texts; waits for them. */
  List<String> awaitEvents(int count) {
    await(count + " more events", () -> events.size() >= taken + count);
    List<String> next = payloads().subList(taken, taken + count);
    taken += count;
    return next;
  }

  void awaitBye() {
    await("a goodbye", () -> bye != null);
  }

  /** Nothing came beside what was taken by {@link #awaitEvents}. */
  void assertExhausted() {
    assertThat(payloads().subList(taken, events.size()))
        .as("events beyond those expected")
        .isEmpty();
  }

  private void await(String what, BooleanSupplier condition) {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (!condition.getAsBoolean()) {
        assertThat(left).as("%s within %s; %d came", what, PATIENCE, events.size()).isPositive();
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, e);
    } finally {
      lock.unlock();
    }
  }
}
