package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients on one thread, each of which sends a message, waits for the answer, and sends the
 * next one.
 */
public final class Dialogue implements AutoCloseable {

  private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Answers answers = new Answers();
  private final Sockets sockets;
  private final List<Client> clients = new ArrayList<>();
  private final List<Exchange> exchanges = new ArrayList<>();

  /**
   * Connects the clients.
   *
   * @param plan who connects, and where; always by WebSocket
   * @throws IOException if the server cannot be reached
   * @throws IllegalStateException if it does not serve them all
   */
  public Dialogue(Swarm.Plan plan) throws IOException {
    sockets = new Sockets(plan.port(), answers::now);
    int count = plan.crowd().clients();
    for (int i = 0; i < count; i++) {
      Exchange exchange = new Exchange(answers);
      SocketChannel socket = sockets.open(i);
      Client client = new WebSocketClient(new Client.Line(socket, exchange), plan.path(), exchange);
      sockets.register(client);
      client.begin();
      clients.add(client);
      exchanges.add(exchange);
    }
    sockets.await(
        () -> answers.clientsServed() == count, "the server leaves clients without an answer");
  }

  /**
   * Lets each client send one message, however long the first answers take.
   *
   * @throws IOException if a connection breaks
   * @throws IllegalStateException if one is not answered
   */
  public void prime() throws IOException {
    exchanges.forEach(Exchange::ask);
    sockets.await(() -> answers.underWay() == 0, "the server leaves messages without an answer");
    Delivered unused = answers.take(0);
  }

  /**
   * Sends for a time, then waits for the last answers.
   *
   * @param duration for how long
   * @return what was answered; latency is counted from the sending of a message
   * @throws IOException if a connection breaks
   */
  public Delivered run(Duration duration) throws IOException {
    long start = System.nanoTime();
    answers.asking(true);
    exchanges.forEach(Exchange::ask);
    sockets.turnUntil(() -> false, duration.toNanos());
    answers.asking(false);
    long end = System.nanoTime();
    sockets.turnUntil(
        () ->
            answers.underWay() == 0
                || System.nanoTime() - Math.max(end, answers.latest()) > SILENCE_NANOS,
        Long.MAX_VALUE);
    return answers.take((answers.latest() - start) / 1e9);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.socket().close();
    }
    sockets.close();
  }
}
