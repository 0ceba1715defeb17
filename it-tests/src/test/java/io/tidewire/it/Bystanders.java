package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.PollClient;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;

/** A well-behaved client of each transport, which must not notice what others do. */
final class Bystanders implements AutoCloseable {
  private static final String TOPIC = "open/bystanders";

  private final Site site;
  private final Clients clients = new Clients();
  private final SseClient stream;
  private final WsClient socket;
  private final PollClient poll;

  Bystanders(Site site) {
    this.site = site;
    stream = clients.sse(site.envelopes(TOPIC));
    socket = clients.webSocket(site.webSocket());
    socket.subscribe(TOPIC);
    socket.await("subscribed");
    poll = clients.poll(site.poll(TOPIC), "");
    Await.until(
        "the bystanders", () -> !stream.lastEventId().isEmpty() && !poll.cursor().isEmpty());
  }

  /** Each is still connected, has seen nothing but its greeting, and gets the next event. */
  void assertUndisturbed() {
    String cursor = site.publish(1, TOPIC);
    Envelope event =
        stream.events().await("the event", e -> e.envelope().type().equals("event")).envelope();
    assertThat(event.text("cursor")).isEqualTo(cursor);
    assertThat(socket.await("event").text("cursor")).isEqualTo(cursor);
    assertThat(poll.frames().await().text("cursor")).isEqualTo(cursor);
    assertThat(socket.await("welcome").text("connection")).isNotEmpty();
    assertThat(stream.events().await().envelope().type()).isEqualTo("welcome");
    assertThat(stream.events().await().envelope().type()).isEqualTo("subscribed");
    stream.events().assertExhausted();
    socket.frames().assertExhausted();
    poll.frames().assertExhausted();
    assertThat(stream.ends().all()).isEmpty();
    assertThat(socket.ends().all()).isEmpty();
    assertThat(poll.ends().all()).isEmpty();
  }

  @Override
  public void close() {
    clients.close();
  }
}
