package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.load.Crowd;
import io.tidewire.benchmarks.load.Delivered;
import io.tidewire.benchmarks.load.Dialogue;
import io.tidewire.benchmarks.load.Load;
import io.tidewire.benchmarks.load.Swarm;
import io.tidewire.benchmarks.load.Trait;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What is done to a server in one round. */
sealed interface Exercise {

  /** Whether each round needs a server that nobody has used before. */
  boolean needsFreshServer();

  /** What puts a server through all that it has to do here, as much of it as it can. */
  default Exercise warmUp() {
    return this;
  }

  /** The metric in which contestants are compared. */
  Metric primary();

  Map<Metric, Double> run(Server server, Contestant contestant, Crowd crowd, Duration duration)
      throws IOException, InterruptedException;

  /**
   * Messages are published, and reach all.
   *
   * @param load how fast
   */
  record Publish(Load load) implements Exercise {

    private static final Load GREATEST = Load.saturating(16);

    @Override
    public Exercise warmUp() {
      return load.isSaturating() ? this : new Publish(GREATEST);
    }

    @Override
    public boolean needsFreshServer() {
      return false;
    }

    @Override
    public Metric primary() {
      return load.isSaturating() ? Metric.DELIVERIES : Metric.CPU;
    }

    @Override
    public Map<Metric, Double> run(
        Server server, Contestant contestant, Crowd crowd, Duration duration) throws IOException {
      try (Swarm swarm = new Swarm(contestant.plan(server.port(), crowd))) {
        swarm.prime();
        if (contestant.traits().contains(Trait.ONE_STALLED)) {
          swarm.stallOne();
        }
        swarm.run(load, duration.dividedBy(8));
        return speed(server, () -> swarm.run(load, duration));
      }
    }
  }

  /**
   * Messages are published, and reach all; one client more may stop reading for a part of the time.
   *
   * @param load how fast
   * @param stop for how long that one stops; the rest of the time it catches up
   */
  record Stop(Load load, Duration stop) implements Exercise {

    @Override
    public Exercise warmUp() {
      return new Publish(load).warmUp();
    }

    @Override
    public boolean needsFreshServer() {
      return false;
    }

    @Override
    public Metric primary() {
      return Metric.P99;
    }

    @Override
    public Map<Metric, Double> run(
        Server server, Contestant contestant, Crowd crowd, Duration duration) throws IOException {
      try (Swarm swarm = new Swarm(contestant.plan(server.port(), crowd))) {
        swarm.prime();
        swarm.run(load, duration.dividedBy(8));
        if (contestant.traits().contains(Trait.ONE_STOPS)) {
          swarm.stopOne(stop);
        }
        return speed(server, () -> swarm.run(load, stop.plus(duration)));
      }
    }
  }

  /** Each client sends a message, waits for the reply, and sends the next one. */
  record Reply() implements Exercise {

    @Override
    public boolean needsFreshServer() {
      return false;
    }

    @Override
    public Metric primary() {
      return Metric.P50;
    }

    @Override
    public Map<Metric, Double> run(
        Server server, Contestant contestant, Crowd crowd, Duration duration) throws IOException {
      try (Dialogue dialogue = new Dialogue(contestant.plan(server.port(), crowd))) {
        dialogue.prime();
        dialogue.run(duration.dividedBy(8));
        return speed(server, () -> dialogue.run(duration));
      }
    }
  }

  /**
   * All clients are cut off, miss messages, and come back at once.
   *
   * @param missed so many
   */
  record ComeBack(int missed) implements Exercise {

    @Override
    public boolean needsFreshServer() {
      return false;
    }

    @Override
    public Metric primary() {
      return Metric.CAUGHT_UP;
    }

    @Override
    public Map<Metric, Double> run(
        Server server, Contestant contestant, Crowd crowd, Duration duration) throws IOException {
      try (Swarm swarm = new Swarm(contestant.plan(server.port(), crowd))) {
        swarm.prime();
        Delivered delivered = swarm.comeBack(missed);
        Map<Metric, Double> row = faults(delivered);
        row.put(Metric.CAUGHT_UP, delivered.seconds() * 1_000);
        return row;
      }
    }
  }

  /** All clients come at once, and subscribe. */
  record Arrive() implements Exercise {

    @Override
    public boolean needsFreshServer() {
      return false;
    }

    @Override
    public Metric primary() {
      return Metric.CONNECT_CPU;
    }

    @Override
    public Map<Metric, Double> run(
        Server server, Contestant contestant, Crowd crowd, Duration duration) throws IOException {
      Duration cpu = server.cpu();
      long start = System.nanoTime();
      try (Swarm swarm = Swarm.atOnce(contestant.plan(server.port(), crowd))) {
        Map<Metric, Double> row = new EnumMap<>(Metric.class);
        row.put(Metric.CONNECTED, micros(Duration.ofNanos(System.nanoTime() - start)) / 1_000);
        row.put(Metric.CONNECT_CPU, micros(server.cpu().minus(cpu)) / crowd.clients());
        swarm.prime();
        return row;
      }
    }
  }

  /**
   * Clients come, get a message or two, and stay.
   *
   * @param before so many are there before those whose memory is measured
   */
  record Stay(int before) implements Exercise {

    private static final Duration REST = Duration.ofSeconds(1);
    private static final double KIB = 1024;

    @Override
    public boolean needsFreshServer() {
      return true;
    }

    @Override
    public Metric primary() {
      return Metric.MEMORY;
    }

    @Override
    public Map<Metric, Double> run(
        Server server, Contestant contestant, Crowd crowd, Duration duration)
        throws IOException, InterruptedException {
      Crowd first = crowd.of(before);
      try (Swarm present = new Swarm(contestant.plan(server.port(), first))) {
        present.prime();
        long empty = server.memory();
        try (Swarm added = new Swarm(contestant.plan(server.port(), crowd))) {
          added.prime();
          added.idle(REST);
          present.idle(Duration.ZERO);
          Map<Metric, Double> row = new EnumMap<>(Metric.class);
          row.put(Metric.MEMORY, (server.memory() - empty) / KIB / crowd.clients());
          return row;
        }
      }
    }
  }

  /** Something that is measured while it runs. */
  @FunctionalInterface
  interface Run {
    Delivered run() throws IOException;
  }

  private static Map<Metric, Double> speed(Server server, Run run) throws IOException {
    Duration cpu = server.cpu();
    Duration clientCpu = Processes.cpu(ProcessHandle.current());
    Delivered delivered = run.run();
    Duration spent = server.cpu().minus(cpu);
    Duration clientSpent = Processes.cpu(ProcessHandle.current()).minus(clientCpu);
    Map<Metric, Double> row = faults(delivered);
    double deliveries = delivered.deliveries();
    row.put(Metric.DELIVERIES, deliveries / delivered.seconds());
    row.put(Metric.CPU, micros(spent) / deliveries);
    row.put(Metric.CLIENT_CPU, micros(clientSpent) / deliveries);
    row.put(Metric.P50, millis(delivered, 0.5));
    row.put(Metric.P99, millis(delivered, 0.99));
    row.put(Metric.P999, millis(delivered, 0.999));
    return row;
  }

  private static double millis(Delivered delivered, double fraction) {
    return micros(delivered.latency().percentile(fraction)) / 1_000;
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1_000.0;
  }

  private static Map<Metric, Double> faults(Delivered delivered) {
    Map<Metric, Double> row = new EnumMap<>(Metric.class);
    row.put(Metric.SECONDS, delivered.seconds());
    row.put(Metric.LOST, (double) delivered.lost());
    row.put(Metric.REPEATED, (double) delivered.repeated());
    row.put(Metric.REORDERED, (double) delivered.reordered());
    return row;
  }
}
