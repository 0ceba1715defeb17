package io.tidewire.engine;

import io.tidewire.TopicKind;
import io.tidewire.engine.EngineStep.Ask;
import io.tidewire.engine.EngineStep.Fault;
import io.tidewire.engine.EngineStep.From;
import io.tidewire.engine.EngineWorld.Cursors;
import io.tidewire.engine.ModelClient.Grouping;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Any interleaving of what publishers, clients, sockets, time and the store of a log can do,
 * against a simple model: no event is lost without a gap, doubled or out of order; no gap is told
 * without a reason, and none is left out where the log has lost something; no cursor promises what
 * was not sent. What is read of the history in one go is as little as one event or topic, so that
 * anything may happen in the midst of a replay and of a search for losses.
 */
class EnginePropertyTest {

  /** How many scripts are tried with the same bounds; more in long runs. */
  private static final int SCRIPTS = Integer.getInteger("tidewire.scripts", 1);

  private static final List<String> TOPICS = List.of("a/x", "a/y", "b", "c");
  private static final List<String> PATTERNS = List.of("a/x", "a/y", "b", "a/*", "**");

  /** The bounds of one try. */
  record Bounds(
      int loops,
      int events,
      int outbox,
      int idleTopics,
      int inFlight,
      int bytes,
      int looks,
      boolean isSlow) {
    TestSettings settings() {
      TestSettings settings = new TestSettings();
      settings.loops = loops;
      settings.events = events;
      settings.outbox = outbox;
      settings.idleTopics = idleTopics;
      settings.inFlight = inFlight;
      settings.bytes = bytes;
      settings.age = Duration.ofSeconds(1);
      settings.heartbeat = Duration.ofMillis(700);
      settings.sendTimeout = Duration.ofSeconds(5);
      return settings;
    }
  }

  @Property(tries = 2_500)
  void nothingIsLostWithoutAGapDoubledOrOutOfOrder(
      @ForAll("bounds") Bounds bounds, @ForAll("scripts") List<List<EngineStep>> scripts) {
    scripts.forEach(script -> run(bounds, script));
  }

  private static void run(Bounds bounds, List<EngineStep> script) {
    EngineWorld world = new EngineWorld(bounds.settings(), bounds.looks(), bounds.isSlow());
    for (EngineStep step : script) {
      world.nextStep();
      step.run(world);
    }
    world.finish();
  }

  @Provide
  Arbitrary<Bounds> bounds() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 2),
            Arbitraries.integers().between(1, 8),
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(4, 16, 64),
            Arbitraries.of(2_000, 8_000, 1_000_000),
            Arbitraries.of(1, 2, 5, 1_000),
            Arbitraries.frequency(Tuple.of(2, false), Tuple.of(1, true)))
        .as(Bounds::new);
  }

  @Provide
  Arbitrary<List<List<EngineStep>>> scripts() {
    return script().list().ofSize(SCRIPTS);
  }

  private static Arbitrary<List<EngineStep>> script() {
    return Arbitraries.frequencyOf(
            Tuple.of(14, publish()),
            Tuple.of(10, numbers(1).map(EngineStep.Turn::new)),
            Tuple.of(4, Combinators.combine(client(), asks()).as(EngineStep.Subscribe::new)),
            Tuple.of(3, Combinators.combine(client(), asks()).as(EngineStep.SubscribeLater::new)),
            Tuple.of(3, numbers(5).map(EngineStep.Decide::new)),
            Tuple.of(
                1, client().flatMap(c -> pattern().map(p -> new EngineStep.Unsubscribe(c, p)))),
            Tuple.of(3, client().map(EngineStep.Stall::new)),
            Tuple.of(2, client().map(EngineStep.Unstall::new)),
            Tuple.of(2, client().flatMap(c -> numbers(6).map(n -> new EngineStep.Cut(c, n)))),
            Tuple.of(2, resume()),
            Tuple.of(4, Arbitraries.of(1L, 300L, 1_000L).map(EngineStep.Pass::new)),
            Tuple.of(5, numbers(4).map(EngineStep.Deliver::new)),
            Tuple.of(6, Combinators.combine(faults(), numbers(3)).as(EngineStep.Store::new)),
            Tuple.of(3, Arbitraries.just(new EngineStep.Trim())))
        .list()
        .ofMaxSize(100);
  }

  private static Arbitrary<EngineStep> publish() {
    return Combinators.combine(
            Arbitraries.of(TOPICS),
            Arbitraries.frequency(Tuple.of(5, TopicKind.PLAIN), Tuple.of(1, TopicKind.EPHEMERAL)),
            Arbitraries.of(0, 300))
        .as(EngineStep.Publish::new);
  }

  private static Arbitrary<Fault> faults() {
    return Arbitraries.of(Fault.class);
  }

  private static Arbitrary<List<Ask>> asks() {
    return Combinators.combine(pattern(), Arbitraries.of(From.class), numbers(12))
        .as(Ask::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Arbitrary<EngineStep> resume() {
    return Combinators.combine(
            client(),
            Arbitraries.of(Grouping.class),
            Arbitraries.frequency(
                Tuple.of(6, Cursors.OWN), Tuple.of(1, Cursors.FOREIGN), Tuple.of(1, Cursors.AHEAD)))
        .as(EngineStep.Resume::new);
  }

  private static Arbitrary<Integer> client() {
    return numbers(2);
  }

  private static Arbitrary<String> pattern() {
    return Arbitraries.of(PATTERNS);
  }

  private static Arbitrary<Integer> numbers(int max) {
    return Arbitraries.integers().between(0, max);
  }
}
