package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Many clients and one publisher on one thread.
 *
 * <p>Every message carries a running number. Client {@code i} receives topic {@code i} modulo the
 * number of topics, message {@code n} goes to topic {@code n} modulo the same; so each client knows
 * the number that must come next, and a loss, a repetition or a change of order is seen.
 */
public final class Swarm implements AutoCloseable {

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
  private final Tally tally;
  private final Sockets sockets;
  private final List<Client> clients = new ArrayList<>();
  private final List<Client> publishers = new ArrayList<>();
  private final Publisher publisher;
  private final Publishing publishing;
  private int publishersServed;
  private @Nullable Client stopped;
  private long goesOnAt;

  /**
   * Connects the clients.
   *
   * @param plan who connects, and how
   * @throws IOException if the server cannot be reached
   * @throws IllegalStateException if it does not serve them all
   */
  public Swarm(Plan plan) throws IOException {
    this(plan, UNSERVED);
  }

  private Swarm(Plan plan, int mostUnserved) throws IOException {
    this.plan = plan;
    Crowd crowd = plan.crowd;
    this.tally = new Tally(crowd.clients() / crowd.topics());
    this.sockets = new Sockets(plan.port, tally::now);
    this.publisher = new Publisher(sockets.open(0));
    sockets.register(publisher);
    this.publishing = plan.has(Trait.CLIENTS_PUBLISH) ? publishingClients() : publisher;
    for (int i = 0; i < crowd.clients(); i++) {
      String cookie = plan.has(Trait.SIGNED_IN) ? SignIn.cookie(plan.port, i) : "";
      Client client = client(sockets.open(i), tally, "bench/" + i % crowd.topics(), cookie);
      clients.add(client);
      begin(client);
      int bound = i + 1 - mostUnserved;
      sockets.await(
          () -> tally.clientsServed() >= bound, "the server leaves clients without an answer");
    }
    sockets.await(
        () -> tally.clientsServed() == crowd.clients(), "the server does not answer all clients");
  }

  /**
   * Connects the clients without waiting for the answers of those before.
   *
   * @param plan who connects, and how
   * @return the clients, all of whom are served
   * @throws IOException if the server cannot be reached
   * @throws IllegalStateException if it does not serve them all
   */
  public static Swarm atOnce(Plan plan) throws IOException {
    return new Swarm(plan, plan.crowd.clients());
  }

  /**
   * Who connects.
   *
   * @param port the server's port on 127.0.0.1
   * @param protocol how they receive
   * @param path where; the topic's name takes the place of {@code {topic}}
   * @param crowd how many
   * @param traits what is special about them
   */
  public record Plan(int port, Protocol protocol, String path, Crowd crowd, Set<Trait> traits) {

    /** Keeps the traits as they are now. */
    public Plan {
      traits = Set.copyOf(traits);
    }

    boolean has(Trait trait) {
      return traits.contains(trait);
    }
  }

  private Publishing publishingClients() throws IOException {
    List<PublishingClient> all = new ArrayList<>();
    for (int i = 0; i < plan.crowd.publishers(); i++) {
      PublishingClient speech = new PublishingClient(() -> publishersServed++);
      // It receives answers alone.
      Client.Line line = new Client.Line(sockets.open(i), new Sequence(new Tally(1), 1, 1));
      Client client = new WebSocketClient(line, plan.path, speech);
      all.add(speech);
      publishers.add(client);
      begin(client);
    }
    sockets.await(
        () -> publishersServed == all.size(), "the server does not answer all publishers");
    return new PublishingClients(all);
  }

  private Client client(SocketChannel socket, Tally counting, String topic, String cookie) {
    Crowd crowd = plan.crowd;
    Sequence sequence = new Sequence(counting, crowd.round(), crowd.publishers());
    Client.Line line = new Client.Line(socket, sequence, cookie);
    return plan.protocol.client(line, plan.path.replace("{topic}", topic), topic);
  }

  private void begin(Client client) throws IOException {
    sockets.register(client);
    client.begin();
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
      sockets.turnUntil(() -> newcomers.clientsReached() == expected, PRIMING.toNanos());
    }
  }

  private void publishToAll() {
    for (int i = 0; i < plan.crowd.round(); i++) {
      publish();
    }
    publishing.flush();
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
      publishing.flush();
      goOnIfDue();
      sockets.turn();
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
    publishing.flush();
    sockets.await(publishing::isAnswered, "the server does not take the messages");
    long start = System.nanoTime();
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i).again(sockets.open(i));
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
    var unused = oneThatReadsNoLonger();
  }

  /**
   * Adds such a client that reads again after a time, and comes back if the server has ended its
   * connection by then.
   *
   * @param time for how long it reads nothing
   * @throws IOException if a connection breaks
   */
  public void stopOne(Duration time) throws IOException {
    stopped = oneThatReadsNoLonger();
    goesOnAt = System.nanoTime() + time.toNanos();
  }

  private Client oneOfAllTopics(Tally uncounted) throws IOException {
    Client client = client(sockets.open(0), uncounted, "bench/*", "");
    clients.add(client);
    return client;
  }

  private void goOnIfDue() throws IOException {
    Client client = stopped;
    if (client != null && System.nanoTime() - goesOnAt >= 0) {
      stopped = null;
      sockets.register(new Returning(client, () -> beginAnew(client)));
    }
  }

  private void beginAnew(Client client) {
    try {
      client.socket().close();
      clients.remove(client);
      begin(oneOfAllTopics(new Tally(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Client oneThatReadsNoLonger() throws IOException {
    Tally uncounted = new Tally(1);
    Client client = oneOfAllTopics(uncounted);
    begin(client);
    prime(uncounted, 1);
    settle();
    tally.reset();
    sockets.ignore(client);
    String flood = "\"" + "x".repeat(FLOOD_MESSAGE_BYTES) + "\"";
    for (int sent = 0; sent < FLOOD_BYTES; sent += FLOOD_MESSAGE_BYTES) {
      publisher.post(0, "bench/flood", flood);
    }
    publisher.flush();
    sockets.await(publisher::isAnswered, "the server does not take the messages");
    return client;
  }

  private void publish() {
    long number = tally.next();
    tally.published(System.nanoTime());
    long turn = number - Payloads.FIRST;
    publishing.post(turn, "bench/" + turn % plan.crowd.topics(), Payloads.of(number));
  }

  /** Waits until all is delivered, or nothing comes any more. */
  private void settle() throws IOException {
    long start = System.nanoTime();
    sockets.turnUntil(
        () ->
            tally.inFlight() == 0
                || System.nanoTime() - Math.max(start, tally.latest()) > SILENCE_NANOS,
        Long.MAX_VALUE);
  }

  /**
   * Receives for a time without publishing.
   *
   * @param duration for how long
   * @throws IOException if a connection breaks
   */
  public void idle(Duration duration) throws IOException {
    boolean unused = sockets.turnUntil(() -> false, duration.toNanos());
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
      sockets.await(publishing::isAnswered, "the server does not take the messages");
      idle(FAREWELL);
    }
    for (Client client : publishers) {
      client.socket().close();
    }
    publisher.socket().close();
    sockets.close();
  }
}
