package io.tidewire.benchmarks.engine;

import io.tidewire.HubUser;
import io.tidewire.Payload;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.StartFrom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Users with one connection each, which is subscribed to the user's own topic. An operation is one
 * event, published to one user and delivered; a run that loses one fails.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UserTopicBenchmark {

  private static final int EVENTS = 2_048;

  /** So few that nobody is sent two of them together, however few users there are. */
  private static final int EVENTS_IN_TURN = 64;

  private static final long TIMEOUT_SECONDS = 60;

  /** How many users there are. */
  @Param({"100", "50000"})
  int users;

  private final Payload payload = Fixture.payload();
  private final HubEngine hub = Fixture.start();
  private final Attachment attachment = hub.attach(() -> {}, () -> 0);
  private final List<HubUser> all = new ArrayList<>();
  private volatile CountDownLatch arrived = new CountDownLatch(0);
  private int turn;

  /**
   * Subscribes them all, and sends each of them one event.
   *
   * @throws Exception if one does not get it
   */
  @Setup
  public void subscribe() throws Exception {
    for (int i = 0; i < users; i++) {
      TopicPattern own = TopicPattern.of("$user/user" + i);
      Fixture.subscribe(
          attachment,
          own,
          StartFrom.beginning(),
          connection -> new Discarding(() -> arrived.countDown()));
      all.add(hub.user("user" + i));
    }
    for (int i = 0; i < users; i++) {
      publish(1, true);
    }
  }

  private void publish(int events, boolean inTurn) throws Exception {
    CountDownLatch expected = new CountDownLatch(events);
    arrived = expected;
    for (int i = 0; i < events; i++) {
      all.get(turn).publish("notice", payload);
      turn = inTurn ? (turn + 1) % users : turn;
    }
    if (!expected.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException(expected.getCount() + " events did not arrive");
    }
  }

  /**
   * Publishes to the same user again and again.
   *
   * @throws Exception if an event does not arrive
   */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void one() throws Exception {
    publish(EVENTS, false);
  }

  /**
   * Publishes to all users in turn, so that no processor's cache still knows the next one.
   *
   * @throws Exception if an event does not arrive
   */
  @Benchmark
  @OperationsPerInvocation(EVENTS_IN_TURN)
  public void inTurn() throws Exception {
    publish(EVENTS_IN_TURN, true);
  }

  /** Ends the hub. */
  @TearDown
  public void close() {
    hub.close();
  }
}
