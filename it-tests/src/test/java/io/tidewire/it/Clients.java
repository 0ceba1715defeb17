package io.tidewire.it;

import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.PollClient;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** The clients of one test, closed together. For the test's thread. */
final class Clients implements AutoCloseable {
  /**
   * Not the other requests' client: when a response is dropped in the moment of its end, the JDK's
   * client closes a connection that it has given back to its pool, and an upgrade that got it from
   * there fails.
   */
  private static final HttpClient UPGRADING = Http.newClient();

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** Remembers what is to be closed. */
  <T extends AutoCloseable> T keep(T client) {
    opened.push(client);
    return client;
  }

  SseClient sse(URI uri) {
    return keep(SseClient.open(Site.HTTP, uri));
  }

  SseClient sse(URI uri, Map<String, String> headers) {
    return keep(SseClient.open(Site.HTTP, uri, headers));
  }

  WsClient webSocket(URI uri) {
    return keep(WsClient.open(UPGRADING, uri));
  }

  WsClient webSocket(URI uri, Map<String, String> headers) {
    return keep(WsClient.open(UPGRADING, uri, headers));
  }

  /** Polls from the cursor on, or from now if it is empty. */
  PollClient poll(URI uri, String since) {
    return keep(PollClient.start(Site.HTTP, uri, since));
  }

  /** Sends a request whose answer is read bit by bit. */
  HttpResponse<InputStream> read(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = Site.HTTP.send(request, BodyHandlers.ofInputStream());
    keep(response.body());
    return response;
  }

  RawHttp raw() {
    return keep(RawHttp.connect(Site.PORT));
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new AssertionError("a client cannot be closed", e);
      }
    }
  }
}
