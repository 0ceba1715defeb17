package io.tidewire.it;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.PollClient;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads what a subscription brings, alike on every transport. */
interface Follower {

  /** Takes the next frame that is wanted; frames that are not are left for another call. */
  Envelope next(String what, Predicate<Envelope> wanted);

  /** Takes the next frame of this type. */
  default Envelope next(String type) {
    return next("'" + type + "'", frame -> frame.type().equals(type));
  }

  /** The running numbers of the next events. */
  default List<Integer> numbers(int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(next("event").data().asJsonObject().getInt("n"));
    }
    return numbers;
  }

  /**
   * Subscribes, and returns when the server knows where the client begins.
   *
   * @param since the cursors: none to begin now, one for all topics, or one for each, which the
   *     repeating poller cannot do
   */
  static Follower open(
      Clients clients, Site site, Transport transport, List<String> since, String... topics) {
    return switch (transport) {
      case SSE -> sse(clients.sse(with(site.envelopes(topics), since)));
      case WEBSOCKET -> webSocket(clients.webSocket(site.webSocket()), since, topics);
      case POLL -> poll(clients.poll(site.poll(topics), String.join("", since)));
    };
  }

  private static URI with(URI uri, List<String> since) {
    URI result = uri;
    for (String cursor : since) {
      result = Http.with(result, "since", cursor);
    }
    return result;
  }

  private static Follower sse(SseClient client) {
    Follower follower =
        (what, wanted) ->
            client.events().await(what, event -> wanted.test(event.envelope())).envelope();
    Await.until("the stream's first id", () -> !client.lastEventId().isEmpty());
    return follower;
  }

  private static Follower webSocket(WsClient client, List<String> since, String... topics) {
    client.send(Frames.subscribe(since, topics));
    client.frames().await("'subscribed'", frame -> frame.type().equals("subscribed"));
    return client.frames()::await;
  }

  private static Follower poll(PollClient client) {
    Await.until("the first answer", () -> !client.cursor().isEmpty());
    return client.frames()::await;
  }
}
