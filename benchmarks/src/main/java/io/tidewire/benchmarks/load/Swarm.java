package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Many clients and one publisher on one thread.
 *
 * <p>Every message carries a running number. Client {@code i} receives topic {@code i} modulo the
 * number of topics, message {@code n} goes to topic {@code n} modulo the same; so each client knows
 * the number that must come next, and a loss, a repetition or a change of order is seen.
 */
public final class Swarm implements AutoCloseable {

  private static final int BUFFER = 1 << 18;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final Duration PRIMING = Duration.ofMillis(50);

  private final InetSocketAddress server;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private final List<Client> clients = new ArrayList<>();
  private final int topics;
  private final Tally tally;
  private final Publisher publisher;

  /**
   * Connects the clients and waits until each has received a message.
   *
   * @param plan who connects, and how
   * @throws IOException if the server cannot be reached
   * @throws IllegalStateException if it does not serve them all
   */
  public Swarm(Plan plan) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.port);
    this.topics = plan.topics;
    this.tally = new Tally(plan.clients / plan.topics);
    this.publisher = new Publisher(open());
    register(publisher);
    for (int i = 0; i < plan.clients; i++) {
      String topic = "bench/" + i % topics;
      Client client = plan.protocol.client(open(), tally, topics, plan.path, topic);
      clients.add(client);
      register(client);
      client.begin();
    }
  }

  /**
   * Who connects.
   *
   * @param port the server's port on 127.0.0.1
   * @param protocol how they receive
   * @param path where, up to the topic's name
   * @param clients how many
   * @param topics how many topics they share evenly
   */
  public record Plan(int port, Protocol protocol, String path, int clients, int topics) {

    /** Checks the numbers. */
    public Plan {
      if (topics < 1 || clients % topics != 0) {
        throw new IllegalArgumentException(clients + " clients cannot share " + topics + " topics");
      }
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel socket = SocketChannel.open(server);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.configureBlocking(false);
    return socket;
  }

  private void register(Channel channel) throws IOException {
    channel.socket().register(selector, SelectionKey.OP_READ, channel);
  }

  /**
   * Publishes now and then until every client has received something.
   *
   * @throws IOException if a connection breaks
   */
  public void prime() throws IOException {
    long start = System.nanoTime();
    while (!clients.stream().allMatch(Client::hasReceived)) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("some of the clients receive nothing");
      }
      publishToAll();
      idle(PRIMING);
    }
    // What was published before some were connected will never be complete; what comes now is.
    tally.reset();
    publishToAll();
    settle();
    if (tally.lost() > 0) {
      throw new IllegalStateException(tally.lost() + " of the first messages are lost");
    }
    tally.reset();
  }

  private void publishToAll() {
    for (int i = 0; i < topics; i++) {
      publish();
    }
    publisher.flush();
  }

  /**
   * Publishes for a time, then waits until all is delivered.
   *
   * @param load how fast
   * @param duration for how long
   * @return what was delivered
   * @throws IOException if a connection breaks
   */
  public Delivered run(Load load, Duration duration) throws IOException {
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    long published = 0;
    while (System.nanoTime() < end) {
      Duration passed = Duration.ofNanos(System.nanoTime() - start);
      long due = load.due(passed, published, tally.inFlight());
      for (long i = 0; i < due; i++) {
        publish();
      }
      published += Math.max(0, due);
      publisher.flush();
      turn();
    }
    settle();
    double seconds = (System.nanoTime() - start) / 1e9;
    Delivered delivered =
        new Delivered(
            published,
            tally.deliveries(),
            tally.lost(),
            tally.repeated(),
            seconds,
            tally.latency());
    tally.reset();
    return delivered;
  }

  private void publish() {
    long number = tally.next();
    tally.published(System.nanoTime());
    long topic = (number - Payloads.FIRST) % topics;
    publisher.post("/publish/bench/" + topic, Payloads.of(number));
  }

  /** Waits until all is delivered, or nothing comes any more. */
  private void settle() throws IOException {
    long start = System.nanoTime();
    turnUntil(() -> tally.inFlight() == 0 || System.nanoTime() - start > PATIENCE_NANOS);
  }

  private void turnUntil(BooleanSupplier done) throws IOException {
    while (!done.getAsBoolean()) {
      turn();
    }
  }

  private void turn() throws IOException {
    int unused = selector.select(key -> read((Channel) key.attachment()), 1);
  }

  private void read(Channel channel) {
    buffer.clear();
    try {
      if (channel.socket().read(buffer) < 0) {
        throw new IllegalStateException("the server has closed a connection");
      }
    } catch (IOException e) {
      throw new IllegalStateException("a connection is broken", e);
    }
    int length = buffer.position();
    buffer.flip().get(bytes, 0, length);
    tally.now(System.nanoTime());
    channel.take(bytes, length);
  }

  /**
   * Receives for a time without publishing.
   *
   * @param duration for how long
   * @throws IOException if a connection breaks
   */
  public void idle(Duration duration) throws IOException {
    long end = System.nanoTime() + duration.toNanos();
    turnUntil(() -> System.nanoTime() >= end);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.socket().close();
    }
    publisher.socket().close();
    selector.close();
  }

  /**
   * What came of a run.
   *
   * @param messages how many were published
   * @param deliveries how many reached a client, each once
   * @param lost how many did not
   * @param repeated how many came again, or out of order
   * @param seconds from the first publication to the last delivery
   * @param latency from publication to delivery
   */
  public record Delivered(
      long messages,
      long deliveries,
      long lost,
      long repeated,
      double seconds,
      Histogram latency) {}
}
