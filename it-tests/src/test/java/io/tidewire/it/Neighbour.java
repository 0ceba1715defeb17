package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A well-behaved user of a node that others attack: receives numbered events over a stream and a
 * WebSocket, sends, and is answered. Its application has a handler at {@code mirror}.
 */
final class Neighbour implements AutoCloseable {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final Site site;
  private final String topic = "open/neighbour/" + TOPICS.incrementAndGet();
  private final Clients clients = new Clients();
  private final SseClient stream;
  private final WsClient socket;
  private int visits;

  Neighbour(Site site) {
    this.site = site;
    stream = clients.sse(site.envelopes(topic));
    Await.until("the stream's first id", () -> !stream.lastEventId().isEmpty());
    socket = clients.webSocket(site.webSocket());
    socket.subscribe(topic);
    socket.await("subscribed");
  }

  /** Gets the next event over each connection, sends, and gets the answer. */
  void visit() {
    visits++;
    site.publish(1, topic);
    Envelope streamed =
        stream.events().await("an event", e -> e.envelope().type().equals("event")).envelope();
    assertThat(number(streamed)).as("over the stream").isEqualTo(visits);
    assertThat(number(socket.await("event"))).as("over the WebSocket").isEqualTo(visits);

    socket.sendText(
        "{\"type\":\"send\",\"id\":\"%1$d\",\"to\":\"mirror\",\"event\":\"visit\",\"data\":%1$d}"
            .formatted(visits));
    Envelope ack = socket.frames().await("an answer", Neighbour::isAnswer);
    assertThat(ack.type()).as(ack.toString()).isEqualTo("ack");
    assertThat(ack.text("id")).isEqualTo("" + visits);
  }

  private static boolean isAnswer(Envelope frame) {
    return frame.type().equals("ack") || frame.type().equals("error");
  }

  private static int number(Envelope event) {
    return event.data().asJsonObject().getInt("n");
  }

  /** Nothing but events, answers and pings has come, and both connections go on. */
  void assertUndisturbed() {
    visit();
    List<String> expected = List.of("welcome", "subscribed", "event", "ack", "ping");
    assertThat(socket.frames().all()).extracting(Envelope::type).isSubsetOf(expected);
    assertThat(stream.events().all()).extracting(e -> e.envelope().type()).isSubsetOf(expected);
    assertThat(socket.ends().all()).isEmpty();
    assertThat(stream.ends().all()).isEmpty();
  }

  @Override
  public void close() {
    clients.close();
  }
}
