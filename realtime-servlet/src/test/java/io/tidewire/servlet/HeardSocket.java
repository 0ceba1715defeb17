package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WebSocket of a user who has signed in; keeps all that it was sent, and how it was closed. */
final class HeardSocket implements WebSocket.Listener {

  private static final long SECONDS = 20;

  private final StringWriter text = new StringWriter();
  private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private HeardSocket() {}

  static HeardSocket open(HttpClient client, SignedInTomcat server)
      throws InterruptedException, ExecutionException, TimeoutException {
    HeardSocket socket = new HeardSocket();
    socket.opened.complete(
        client
            .newWebSocketBuilder()
            .header("Authorization", SignedInTomcat.CREDENTIALS)
            .buildAsync(server.uri("ws", "ws"), socket)
            .get(SECONDS, TimeUnit.SECONDS));
    return socket;
  }

  /** Subscribes, and waits for the answer. */
  void subscribe(String topic) {
    opened.join().sendText("{\"type\":\"subscribe\",\"topic\":\"" + topic + "\"}", true).join();
    await().untilAsserted(() -> assertThat(text()).contains("\"subscribed\""));
  }

  String text() {
    return text.toString();
  }

  /** Waits for its end; the code. */
  int closed() throws InterruptedException, ExecutionException, TimeoutException {
    return closed.get(SECONDS, TimeUnit.SECONDS);
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    text.append(part);
    socket.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closed.complete(code);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    closed.completeExceptionally(failure);
  }
}
