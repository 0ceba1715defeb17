package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The event-stream client, the long-poll client and the raw one against scripted servers. */
class HttpClientsTest {
  private static final String SSE = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  private final HttpClient http = Http.newClient();
  private final Recording<TinyServer.Request> requests = new Recording<>("requests");
  private final Recording<RawHttp> connections = new Recording<>("connections");
  private final TinyServer server = new TinyServer(this::hold);
  private final CuttingProxy proxy = new CuttingProxy(server.port());

  @AfterEach
  void close() throws Exception {
    proxy.close();
    server.close();
  }

  /** Leaves the connection to the test until the client ends it. */
  private void hold(TinyServer.Request request, RawHttp connection) {
    requests.add(request);
    connections.add(connection);
    connection.skipToEnd();
  }

  private static String json(String status, String body) {
    String headers = "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n";
    return "HTTP/1.1 " + status + headers + body;
  }

  @Test
  void theEventStreamClientShowsHeadEventsAndCommentsAndResumes() {
    try (SseClient client =
        SseClient.open(http, server.uri("http", "/sse"), Map.of("Origin", "http://o"))) {
      RawHttp first = connections.await();
      assertEquals("http://o", requests.await().header("Origin"));
      TinyServer.send(
          first, SSE + "retry: 2000\n\n: beat\n\nid: e-1\n\nevent: t\ndata: {}\nid: e-2\n\n");
      assertEquals("text/event-stream", client.head().headers().firstValue("Content-Type").get());
      assertEquals(new SseEvent("t", "{}", "e-2"), client.events().await());
      assertEquals(" beat", client.comments().await());
      assertEquals(2000, client.retry());
      client.reconnect();
      assertEquals("e-2", requests.await().header("Last-Event-ID"));
      TinyServer.send(connections.await(), SSE + "data: {\"type\":\"ping\"}\n\n");
      assertEquals("ping", client.events().await().envelope().type());
      client.events().assertExhausted();
      client.ends().assertExhausted();
    }
  }

  @Test
  void theEventStreamClientDropsABlockThatWasCut() {
    Line line = proxy.line();
    try (SseClient client = SseClient.open(http, line.uri("http", "/"))) {
      TinyServer.send(connections.await(), SSE + "data: 1\nid: e-1\n\n");
      assertEquals("e-1", client.events().await().id());
      line.cut(Cut.after(12, Cut.Kind.RESET));
      TinyServer.send(connections.all().get(0), "data: 2\nid: e-2\n\n");
      assertEquals(End.BROKEN, client.ends().await().code());
      assertEquals("e-1", client.lastEventId());
      assertEquals(1, client.endsInsideBlock());
      client.events().assertExhausted();
    }
  }

  @Test
  void theEventStreamClientTellsRefusalAndOrderlyEnd() {
    try (SseClient client = SseClient.open(http, server.uri("http", "/"))) {
      TinyServer.send(connections.await(), json("403 Forbidden", "no"));
      assertEquals("no", client.head().body());
      assertEquals(new End(403, "no"), client.ends().await());
      client.reconnect();
      RawHttp second = connections.await();
      TinyServer.send(second, SSE);
      second.close();
      assertEquals(200, client.ends().await().code());
    }
  }

  @Test
  void theLongPollClientGoesOnFromTheCursorAndRepeatsWhatBroke() {
    Line line = proxy.line();
    try (PollClient client = PollClient.start(http, line.uri("http", "/poll?topic=a"), "")) {
      assertEquals("GET /poll?topic=a HTTP/1.1", requests.await().line());
      String gap = "{\"type\":\"gap\",\"to\":\"e-0\"}";
      String event = "{\"type\":\"event\"}";
      String body = "{\"cursor\":\"e-1\",\"events\":[" + event + "],\"gaps\":[" + gap + "]}";
      TinyServer.send(connections.await(), json("200 OK", body));
      assertEquals("gap", client.frames().await().type());
      assertEquals("event", client.frames().await().type());
      assertEquals("GET /poll?topic=a&since=e-1 HTTP/1.1", requests.await().line());
      line.cut(Cut.after(body.length(), Cut.Kind.FIN));
      TinyServer.send(connections.await(), json("200 OK", body));
      assertEquals(End.BROKEN, client.ends().await().code());
      client.frames().assertExhausted();
      assertEquals("GET /poll?topic=a&since=e-1 HTTP/1.1", requests.await().line());
      TinyServer.send(connections.await(), json("400 Bad Request", "why"));
      assertEquals(new End(400, "why"), client.ends().await());
      assertEquals("e-1", client.cursor());
      requests.assertExhausted();
    }
  }

  @Test
  void theRawClientReadsByLengthByChunksAndToTheEnd() {
    try (RawHttp client = RawHttp.connect(server.port())) {
      TinyServer.send(client, "GET / HTTP/1.1\r\n\r\n");
      RawHttp peer = connections.await();
      TinyServer.send(peer, json("404 Not Found", "abc"));
      assertEquals(404, client.readResponse().status());
      TinyServer.send(
          peer,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x\r\nc\r\n0\r\n\r\n");
      assertEquals("abc", client.readResponse().body());
      TinyServer.send(peer, "HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\nrest");
      peer.close();
      RawHttp.Response last = client.readResponse();
      assertEquals("rest", last.body());
      assertEquals("1", last.header("x-a").get());
      assertTrue(last.header("x").isEmpty());
      assertThrows(AssertionError.class, client::readHead);
    }
  }
}
