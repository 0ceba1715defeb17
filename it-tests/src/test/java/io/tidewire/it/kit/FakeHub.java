package io.tidewire.it.kit;

import io.tidewire.it.kit.RawWebSocket.Frame;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A hub that keeps the contract's promises about cursors, on all three transports. */
final class FakeHub implements AutoCloseable {
  private static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
  private static final long WAIT_MILLIS = 50;
  private static final int LOOKS = 2;

  /** What lies behind a cursor, up to a place. */
  private record Batch(List<JsonObject> gaps, List<JsonObject> events, int end) {}

  private final TinyServer server = new TinyServer(this::serve);

  // Guarded by this. The event at position N has index N - 1.
  private final List<JsonObject> log = new ArrayList<>();
  private int floor;
  private boolean closed;

  int port() {
    return server.port();
  }

  synchronized void append(String topic, int number) {
    log.add(
        Json.createObjectBuilder()
            .add("type", "event")
            .add("topic", topic)
            .add("cursor", "e-" + (log.size() + 1))
            .add("data", Json.createObjectBuilder().add(Ledger.NUMBER, number))
            .build());
    notifyAll();
  }

  /** Keeps only what is appended from now on. */
  synchronized void forget() {
    floor = log.size();
  }

  @Override
  public synchronized void close() throws Exception {
    closed = true;
    server.close();
  }

  private void serve(TinyServer.Request request, RawHttp connection) {
    URI uri = URI.create(request.line().split(" ", 3)[1]);
    List<String> topics = parameters(uri, "topic=");
    List<String> since = new ArrayList<>(parameters(uri, "since="));
    if (!request.header("Last-Event-ID").isEmpty()) {
      since.add(request.header("Last-Event-ID"));
    }
    switch (uri.getPath()) {
      case "/sse" -> serveSse(topics, since, connection);
      case "/poll" -> servePoll(topics, since, connection);
      default -> serveWebSocket(request, connection);
    }
  }

  private void serveSse(List<String> topics, List<String> since, RawHttp connection) {
    int place = begin(since);
    String start = since.isEmpty() ? "id: e-" + place + "\n\n" : "";
    TinyServer.send(connection, OK + "Content-Type: text/event-stream\r\n\r\n" + start);
    while (isOpen()) {
      Batch batch = read(topics, place);
      batch.gaps().forEach(gap -> TinyServer.send(connection, "data: " + gap + "\n\n"));
      for (JsonObject event : batch.events()) {
        String id = event.getString("cursor");
        TinyServer.send(connection, "data: " + event + "\nid: " + id + "\n\n");
      }
      place = batch.end();
    }
  }

  private void servePoll(List<String> topics, List<String> since, RawHttp connection) {
    int place = begin(since);
    Batch batch = since.isEmpty() ? new Batch(List.of(), List.of(), place) : read(topics, place);
    String body =
        Json.createObjectBuilder()
            .add("cursor", "e-" + batch.end())
            .add("gaps", array(batch.gaps()))
            .add("events", array(batch.events()))
            .build()
            .toString();
    TinyServer.send(connection, OK + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private void serveWebSocket(TinyServer.Request request, RawHttp connection) {
    TinyServer.upgrade(request, connection);
    Frame.read(connection)
        .map(frame -> Envelope.unbatch(frame.text()).get(0).json())
        .ifPresent(wish -> serveSubscription(wish, connection));
  }

  private void serveSubscription(JsonObject wish, RawHttp connection) {
    List<String> topics =
        wish.getJsonArray("topics").getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .toList();
    int place = begin(wish.containsKey("since") ? List.of(wish.getString("since")) : List.of());
    for (String topic : topics) {
      sendFrame(connection, frame("subscribed", topic, "cursor", place).toString());
    }
    while (isOpen()) {
      Batch batch = read(topics, place);
      List<JsonObject> frames = new ArrayList<>(batch.gaps());
      frames.addAll(batch.events());
      if (!frames.isEmpty()) {
        sendFrame(connection, array(frames).build().toString());
      }
      place = batch.end();
    }
  }

  /** Waits a little for something behind the place. */
  private synchronized Batch read(List<String> topics, int place) {
    try {
      for (int looks = 0; looks < LOOKS && log.size() == place; looks++) {
        wait(WAIT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int begin = Math.max(place, floor);
    List<JsonObject> gaps =
        begin == place
            ? List.of()
            : topics.stream().map(topic -> frame("gap", topic, "to", begin)).toList();
    List<JsonObject> events =
        IntStream.range(begin, log.size())
            .mapToObj(log::get)
            .filter(event -> isWanted(topics, event.getString("topic")))
            .toList();
    return new Batch(gaps, events, log.size());
  }

  private synchronized boolean isOpen() {
    return !closed;
  }

  private synchronized int begin(List<String> since) {
    return since.stream()
        .mapToInt(cursor -> (int) Cursor.parse(cursor).sequence())
        .min()
        .orElse(log.size());
  }

  private static boolean isWanted(List<String> topics, String topic) {
    return topics.stream().anyMatch(wide -> Cursors.covers(wide, topic));
  }

  private static JsonObject frame(String type, String topic, String member, int place) {
    return Json.createObjectBuilder()
        .add("type", type)
        .add("topic", topic)
        .add(member, "e-" + place)
        .build();
  }

  private static JsonArrayBuilder array(List<JsonObject> objects) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    objects.forEach(array::add);
    return array;
  }

  private static void sendFrame(RawHttp connection, String text) {
    connection.send(Frame.text(text).encode(false));
  }

  private static List<String> parameters(URI uri, String start) {
    return uri.getRawQuery() == null
        ? List.of()
        : Arrays.stream(uri.getRawQuery().split("&"))
            .filter(parameter -> parameter.startsWith(start))
            .map(parameter -> parameter.substring(start.length()))
            .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
            .toList();
  }
}
