package io.tidewire.chain;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A WebSocket; shows what has come up to now. */
final class RecordedSocket implements WebSocket.Listener, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<String> text = new AtomicReference<>("");
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final WebSocket socket;

  private RecordedSocket(URI uri) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Accept-Encoding", "gzip")
            .connectTimeout(PATIENCE)
            .buildAsync(uri, this)
            .join();
  }

  static RecordedSocket open(TestServer server) {
    return open(server, "");
  }

  static RecordedSocket open(TestServer server, String query) {
    String http = server.uri("realtime/ws" + query).toString();
    return new RecordedSocket(URI.create(http.replaceFirst("http", "ws")));
  }

  void send(String message) {
    socket.sendText(message, true).join();
  }

  void awaitText(String expected) {
    await().atMost(PATIENCE).until(() -> text.get().contains(expected));
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.accumulateAndGet(data.toString(), String::concat);
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode.complete(code);
    return null;
  }

  /** Waits for the server's close; all that it has sent was seen before. */
  int awaitClose() {
    return closeCode.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  String text() {
    return text.get();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
