package io.tidewire.it.kit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An event-stream client that records. It reconnects only when told, then with the last event id,
 * and keeps its recordings. The test's thread opens and closes; all else is thread-safe.
 */
public final class SseClient implements AutoCloseable {
  private final HttpClient http;
  private final URI uri;
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private final Recording<SseEvent> events;
  private final Recording<String> comments;
  private final Recording<End> ends;
  private final AtomicInteger endsInsideBlock = new AtomicInteger();
  private volatile String lastEventId = "";
  private volatile long retry = -1;
  private SseStream stream;

  private SseClient(HttpClient http, URI uri, Map<String, String> headers) {
    this.http = http;
    this.uri = uri;
    this.headers.putAll(headers);
    ends = new Recording<>("ends of " + uri);
    events = Recording.until(ends, "events of " + uri);
    comments = Recording.until(ends, "comments of " + uri);
    stream = connect();
  }

  /** Connects; the response is waited for by {@link #head}. */
  public static SseClient open(HttpClient http, URI uri) {
    return open(http, uri, Map.of());
  }

  /** Connects with these request headers, at reconnects too. */
  public static SseClient open(HttpClient http, URI uri, Map<String, String> headers) {
    return new SseClient(http, uri, headers);
  }

  /** Waits for the response's head; a refusal comes with its body. */
  public HttpResponse<String> head() {
    return Await.result("the head of " + uri, stream.head());
  }

  /** The events; in the envelope form each one's {@link SseEvent#envelope} is a frame. */
  public Recording<SseEvent> events() {
    return events;
  }

  /** The comments, without the colon. */
  public Recording<String> comments() {
    return comments;
  }

  /** How each connection ended, except by {@link #close} or {@link #reconnect}. */
  public Recording<End> ends() {
    return ends;
  }

  /** How many of the ends fell inside a block. */
  public int endsInsideBlock() {
    return endsInsideBlock.get();
  }

  /** What a reconnect would send; empty for none. */
  public String lastEventId() {
    return lastEventId;
  }

  /** The last {@code retry:} in milliseconds, -1 before the first. */
  public long retry() {
    return retry;
  }

  /** Connects anew from the last event id, dropping the old connection if it still lives. */
  public void reconnect() {
    stream.close();
    stream = connect();
  }

  @Override
  public void close() {
    stream.close();
  }

  private SseStream connect() {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    headers.forEach(request::setHeader);
    return SseStream.open(http, request, lastEventId, new Recorder());
  }

  private final class Recorder implements SseStream.Listener {
    @Override
    public void event(SseEvent event) {
      lastEventId = event.id();
      events.add(event);
    }

    @Override
    public void id(String id) {
      lastEventId = id;
    }

    @Override
    public void comment(String text) {
      comments.add(text);
    }

    @Override
    public void retry(long millis) {
      retry = millis;
    }

    @Override
    public void ended(End end, boolean insideBlock) {
      if (insideBlock) {
        endsInsideBlock.incrementAndGet();
      }
      ends.add(end);
    }
  }
}
