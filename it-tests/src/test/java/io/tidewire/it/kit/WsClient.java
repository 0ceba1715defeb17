package io.tidewire.it.kit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;

/**
 * A WebSocket client that records the frames, batches taken apart. It answers protocol pings by
 * itself and sends nothing else untold. Thread-safe. What the JDK's client refuses to do, {@link
 * RawWebSocket} does.
 */
public final class WsClient implements AutoCloseable {

  private final Recording<Envelope> frames;
  private final Recording<End> ends;
  private final WsStream stream;

  private WsClient(HttpClient http, WsStream.Upgrade upgrade) {
    ends = new Recording<>("ends of " + upgrade.uri());
    frames = Recording.until(ends, "frames of " + upgrade.uri());
    stream = WsStream.open(http, upgrade, new Recorder());
  }

  /** Connects to a {@code ws} address; frames wait until the upgrade is done. */
  public static WsClient open(HttpClient http, URI uri) {
    return open(http, uri, Map.of());
  }

  /** Connects with these request headers, and offers these subprotocols. */
  public static WsClient open(
      HttpClient http, URI uri, Map<String, String> headers, String... subprotocols) {
    return new WsClient(http, new WsStream.Upgrade(uri, headers, List.of(subprotocols)));
  }

  /** The chosen subprotocol, empty for none; waits for the upgrade. */
  public String subprotocol() {
    return Await.result("the upgrade", stream.upgrade()).getSubprotocol();
  }

  /** All frames. */
  public Recording<Envelope> frames() {
    return frames;
  }

  /** Takes the next frame of this type, leaving others unread. */
  public Envelope await(String type) {
    return frames.await("'" + type + "'", frame -> frame.type().equals(type));
  }

  /** How the connection ended, except by {@link #close}; a refused upgrade has its HTTP status. */
  public Recording<End> ends() {
    return ends;
  }

  /** Subscribes from now on. */
  public void subscribe(String... topics) {
    send(subscription(List.of(topics)).build());
  }

  /** Subscribes from behind the cursor. */
  public void resume(String since, String... topics) {
    send(subscription(List.of(topics)).add("since", since).build());
  }

  /** Ends one subscription. */
  public void unsubscribe(String topic) {
    send(Json.createObjectBuilder().add("type", "unsubscribe").add("topic", topic).build());
  }

  /** Sends a frame. */
  public void send(JsonObject frame) {
    sendText(frame.toString());
  }

  /** Sends one text message, in as many fragments as there are parts; returns when it is out. */
  public void sendText(String... parts) {
    for (int i = 0; i < parts.length; i++) {
      Await.result("a message's way out", stream.send(parts[i], i == parts.length - 1));
    }
  }

  /** Sends one binary message in the same way: a head, a newline and bytes. */
  public void sendBinary(byte[]... parts) {
    for (int i = 0; i < parts.length; i++) {
      Await.result("a message's way out", stream.send(parts[i], i == parts.length - 1));
    }
  }

  /** Begins the closing handshake; the server's answer is recorded as an end. */
  public void sendClose(int code) {
    stream.sendClose(code);
  }

  /** Drops the connection without a goodbye. */
  @Override
  public void close() {
    stream.close();
  }

  static JsonObjectBuilder subscription(List<String> topics) {
    return Json.createObjectBuilder()
        .add("type", "subscribe")
        .add("topics", Json.createArrayBuilder(topics));
  }

  private final class Recorder implements Sink {
    @Override
    public void frame(Envelope frame) {
      frames.add(frame);
    }

    @Override
    public void reached(String cursor) {}

    @Override
    public void ended(End end) {
      ends.add(end);
    }
  }
}
