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
import java.util.Objects;
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
  private static final int UNSERVED = 256;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long SILENCE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final Duration PRIMING = Duration.ofMillis(500);
  private static final int FAREWELLS = 3;
  private static final Duration FAREWELL = Duration.ofMillis(200);

  /** More than sockets of both sides take from a server whose client does not read. */
  private static final int FLOOD_BYTES = 12 << 20;

  private static final int FLOOD_MESSAGE_BYTES = 32 << 10;

  private final Plan plan;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private final List<Client> clients = new ArrayList<>();
  private final Tally tally;
  private final Publisher publisher;

  /**
   * Connects the clients.
   *
   * @param plan who connects, and how
   * @throws IOException if the server cannot be reached
   * @throws IllegalStateException if it does not serve them all
   */
  public Swarm(Plan plan) throws IOException {
    this.plan = plan;
    this.tally = new Tally(plan.clients / plan.topics);
    this.publisher = new Publisher(open(0));
    register(publisher);
    for (int i = 0; i < plan.clients; i++) {
      String topic = "bench/" + i % plan.topics;
      Client client = client(open(i), tally, topic);
      clients.add(client);
      begin(client);
      int bound = i + 1 - UNSERVED;
      await(() -> tally.clientsServed() >= bound, "the server leaves clients without an answer");
    }
    await(() -> tally.clientsServed() == plan.clients, "the server does not answer all clients");
  }

  /**
   * Who connects.
   *
   * @param port the server's port on 127.0.0.1
   * @param protocol how they receive
   * @param path where; the topic's name takes the place of {@code {topic}}
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

  /** Connects from one of four addresses, because one has ports for some 28,000 clients only. */
  private SocketChannel open(int index) throws IOException {
    SocketChannel socket = SocketChannel.open();
    socket.bind(new InetSocketAddress("127.0.0." + (1 + index % 4), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.port));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.configureBlocking(false);
    return socket;
  }

  private Client client(SocketChannel socket, Tally counting, String topic) {
    Client.Line line = new Client.Line(socket, new Sequence(counting, plan.topics));
    return plan.protocol.client(line, plan.path.replace("{topic}", topic), topic);
  }

  private void begin(Client client) throws IOException {
    register(client);
    client.begin();
  }

  private void register(Channel channel) throws IOException {
    channel.socket().register(selector, SelectionKey.OP_READ, channel);
  }

  private void await(BooleanSupplier condition, String otherwise) throws IOException {
    if (!turnUntil(condition, PATIENCE_NANOS)) {
      throw new IllegalStateException(otherwise);
    }
  }

  /**
   * Publishes now and then until every client has received something.
   *
   * @throws IOException if a connection breaks
   */
  public void prime() throws IOException {
    prime(tally, clients.size());
    // What was published before some were connected will never be complete; what comes now is.
    tally.reset();
    publishToAll();
    settle();
    long lost = tally.delivered(0).lost();
    if (lost > 0) {
      throw new IllegalStateException(lost + " of the first messages are lost");
    }
    tally.reset();
  }

  private void prime(Tally newcomers, int expected) throws IOException {
    long start = System.nanoTime();
    while (newcomers.clientsReached() < expected) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("some of the clients receive nothing");
      }
      publishToAll();
      turnUntil(() -> newcomers.clientsReached() == expected, PRIMING.toNanos());
    }
  }

  private void publishToAll() {
    for (int i = 0; i < plan.topics; i++) {
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
      if (System.nanoTime() - tally.latest() > SILENCE_NANOS) {
        tally.giveUp();
      }
    }
    return settled(start);
  }

  private Delivered settled(long start) throws IOException {
    settle();
    Delivered delivered = tally.delivered((tally.latest() - start) / 1e9);
    tally.reset();
    return delivered;
  }

  /**
   * Cuts all clients off, publishes, and lets them all come back.
   *
   * @param missed how many messages they miss
   * @return what they got, and how long it took from the first's return
   * @throws IOException if the server cannot be reached
   */
  public Delivered comeBack(int missed) throws IOException {
    for (Client client : clients) {
      client.socket().close();
    }
    for (int i = 0; i < missed; i++) {
      publish();
    }
    publisher.flush();
    await(publisher::isAnswered, "the server does not take the messages");
    long start = System.nanoTime();
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i).again(open(i));
      clients.set(i, client);
      begin(client);
    }
    return settled(start);
  }

  /**
   * Adds a client that receives all topics, and then, while more and more is sent to it, reads no
   * longer. What it misses is not counted.
   *
   * @throws IOException if a connection breaks
   */
  public void stallOne() throws IOException {
    Tally uncounted = new Tally(1);
    Client client = client(open(0), uncounted, "bench/*");
    clients.add(client);
    begin(client);
    prime(uncounted, 1);
    settle();
    tally.reset();
    Objects.requireNonNull(client.socket().keyFor(selector)).cancel();
    String flood = "\"" + "x".repeat(FLOOD_MESSAGE_BYTES) + "\"";
    for (int sent = 0; sent < FLOOD_BYTES; sent += FLOOD_MESSAGE_BYTES) {
      publisher.post("bench/flood", flood);
    }
    publisher.flush();
    await(publisher::isAnswered, "the server does not take the messages");
  }

  private void publish() {
    long number = tally.next();
    tally.published(System.nanoTime());
    long topic = (number - Payloads.FIRST) % plan.topics;
    publisher.post("bench/" + topic, Payloads.of(number));
  }

  /** Waits until all is delivered, or nothing comes any more. */
  private void settle() throws IOException {
    long start = System.nanoTime();
    turnUntil(
        () ->
            tally.inFlight() == 0
                || System.nanoTime() - Math.max(start, tally.latest()) > SILENCE_NANOS,
        Long.MAX_VALUE);
  }

  /** Whether the condition came true in time. */
  private boolean turnUntil(BooleanSupplier condition, long nanos) throws IOException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > nanos) {
        return false;
      }
      turn();
    }
    return true;
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
    boolean unused = turnUntil(() -> false, duration.toNanos());
  }

  /**
   * Cuts all clients off, and lets the server find that out by writing to them, so that it has
   * nothing to do with them while the next ones are measured.
   */
  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.socket().close();
    }
    for (int i = 0; i < FAREWELLS; i++) {
      publishToAll();
      await(publisher::isAnswered, "the server does not take the messages");
      idle(FAREWELL);
    }
    publisher.socket().close();
    selector.close();
  }
}
