package io.tidewire.it.kit;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Opens one connection of any transport, and tells one kind of sink what comes over it. */
final class Wire {

  private final HttpClient http;
  private final URI base;
  private final List<String> subscriptions;

  /**
   * Knows where to connect to.
   *
   * @param base the {@code http} address under which the product's paths lie
   */
  Wire(HttpClient http, URI base, List<String> subscriptions) {
    this.http = http;
    this.base = base;
    this.subscriptions = subscriptions;
  }

  /** Connects, and gives what drops the connection; polls ask for the cursors each, others once. */
  Runnable open(Transport transport, Supplier<List<String>> since, Sink sink) {
    return switch (transport) {
      case SSE -> openSse(since.get(), sink);
      case WEBSOCKET -> openWebSocket(since.get(), sink);
      case POLL -> openPoll(since, sink);
    };
  }

  private Runnable openSse(List<String> since, Sink sink) {
    URI uri = Http.with(Http.uri(base, "sse", "topic", subscriptions), "format", "envelope");
    boolean byHeader = since.size() == 1;
    HttpRequest.Builder request = HttpRequest.newBuilder(byHeader ? uri : withSince(uri, since));
    SseStream stream =
        SseStream.open(http, request, byHeader ? since.get(0) : "", new SseSink(sink));
    return stream::close;
  }

  private Runnable openPoll(Supplier<List<String>> since, Sink sink) {
    URI uri = Http.uri(base, "poll", "topic", subscriptions);
    PollLoop loop = new PollLoop(http, () -> withSince(uri, since.get()), sink);
    loop.start();
    return loop::close;
  }

  private Runnable openWebSocket(List<String> since, Sink sink) {
    JsonObjectBuilder frame = WsClient.subscription(subscriptions);
    if (since.size() == 1) {
      frame.add("since", since.get(0));
    } else if (!since.isEmpty()) {
      frame.add("since", Json.createArrayBuilder(since));
    }
    URI uri = URI.create(base.toString().replaceFirst("^http", "ws") + "/ws");
    WsStream stream = WsStream.open(http, new WsStream.Upgrade(uri, Map.of(), List.of()), sink);
    stream.post(frame.build().toString());
    return stream::close;
  }

  private static URI withSince(URI uri, List<String> since) {
    URI result = uri;
    for (String cursor : since) {
      result = Http.with(result, "since", cursor);
    }
    return result;
  }

  private record SseSink(Sink sink) implements SseStream.Listener {
    @Override
    public void event(SseEvent event) {
      sink.frame(event.envelope());
    }

    @Override
    public void id(String lastEventId) {
      sink.reached(lastEventId);
    }

    @Override
    public void comment(String text) {}

    @Override
    public void retry(long millis) {}

    @Override
    public void ended(End end, boolean insideBlock) {
      sink.ended(end);
    }
  }
}
