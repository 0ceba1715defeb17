package io.tidewire.chain;

import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** An answer that goes on for long; shows what has come up to now. */
final class RecordedStream {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<String> text = new AtomicReference<>("");
  private final CompletableFuture<HttpResponse.ResponseInfo> head = new CompletableFuture<>();
  private final CompletableFuture<HttpResponse<Void>> end;

  private RecordedStream(HttpClient client, HttpRequest request) {
    end =
        client
            .sendAsync(
                request,
                info -> {
                  head.complete(info);
                  return HttpResponse.BodySubscribers.ofByteArrayConsumer(
                      bytes -> bytes.ifPresent(this::append));
                })
            .whenComplete(
                (response, failure) -> {
                  if (failure != null) {
                    head.completeExceptionally(failure);
                  }
                });
  }

  static RecordedStream open(HttpClient client, HttpRequest request) {
    return new RecordedStream(client, request);
  }

  private void append(byte[] bytes) {
    text.accumulateAndGet(new String(bytes, StandardCharsets.ISO_8859_1), String::concat);
  }

  HttpResponse.ResponseInfo head() {
    return head.join();
  }

  String text() {
    return text.get();
  }

  List<String> lines() {
    return text().lines().toList();
  }

  RecordedStream awaitText(Predicate<String> condition) {
    await().atMost(PATIENCE).until(() -> condition.test(text()));
    return this;
  }

  /** Waits for an orderly end. */
  void awaitEnd() {
    end.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  void cancel() {
    end.cancel(true);
  }
}
