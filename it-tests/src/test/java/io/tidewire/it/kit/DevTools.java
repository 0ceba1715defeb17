package io.tidewire.it.kit;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Does to a window what WebDriver has no command for: its driver would take the end of a page for
 * the end of the browser.
 */
final class DevTools implements WebSocket.Listener {
  private final CompletableFuture<String> answer = new CompletableFuture<>();
  private final StringBuilder message = new StringBuilder();

  private DevTools() {}

  /**
   * Carries a command out, and returns when it has been.
   *
   * @param address host and port where the browser takes commands
   * @param window its name, as WebDriver calls it
   * @param parameters a JSON object
   */
  static void command(String address, String window, String method, String parameters) {
    DevTools tools = new DevTools();
    WebSocket socket =
        Await.result(
            "the tools of a window",
            Http.newClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + address + "/devtools/page/" + window), tools));
    try {
      String command = "{\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, parameters);
      Await.result("a command on its way", socket.sendText(command, true));
      String answer = Await.result(method, tools.answer);
      if (answer.contains("\"error\"")) {
        throw new AssertionError(method + ": " + answer);
      }
    } finally {
      socket.abort();
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      String whole = message.toString();
      message.setLength(0);
      if (whole.contains("\"id\":1") || whole.contains("Inspector.targetCrashed")) {
        answer.complete(whole);
      }
    }
    return WebSocket.Listener.super.onText(socket, part, last);
  }

  @Override
  public void onError(WebSocket socket, Throwable fault) {
    answer.completeExceptionally(fault);
  }
}
