package io.tidewire.it.kit;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection to an event stream. Holds no thread: bytes are parsed where the HTTP client hands
 * them over, so hundreds of streams are cheap. The listener is called by one thread at a time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Faults are told to the listener.
final class SseStream implements AutoCloseable {

  interface Listener extends SseParser.Handler {
    /** The stream is over, was refused or could not be opened; nothing is told after it. */
    void ended(End end, boolean insideBlock);
  }

  private final Listener listener;
  private final SseParser parser;
  private final Body body = new Body();
  private final AtomicBoolean over = new AtomicBoolean();
  private final CompletableFuture<HttpResponse<String>> head;

  private SseStream(HttpClient http, HttpRequest request, String lastEventId, Listener listener) {
    this.listener = listener;
    this.parser = new SseParser(lastEventId, listener);
    this.head = http.sendAsync(request, this::bodyOf);
  }

  /** Sends the request; the listener may be told of its failure before this returns. */
  static SseStream open(
      HttpClient http, HttpRequest.Builder request, String lastEventId, Listener listener) {
    if (!lastEventId.isEmpty()) {
      request.setHeader("Last-Event-ID", lastEventId);
    }
    HttpRequest get = request.setHeader("Accept", "text/event-stream").build();
    SseStream stream = new SseStream(http, get, lastEventId, listener);
    stream.head.whenComplete(
        (response, fault) -> {
          if (fault != null) {
            stream.end(End.BROKEN, "no response: " + fault);
          } else if (response.statusCode() != 200) {
            stream.end(response.statusCode(), response.body());
          }
        });
    return stream;
  }

  /** Status and headers as soon as they are there; of a refusal the body too. */
  CompletableFuture<HttpResponse<String>> head() {
    return head;
  }

  /** Drops the connection; the listener hears no more. */
  @Override
  public void close() {
    over.set(true);
    head.cancel(true);
    body.subscription.thenAccept(Flow.Subscription::cancel);
  }

  private HttpResponse.BodySubscriber<String> bodyOf(HttpResponse.ResponseInfo info) {
    return info.statusCode() == 200
        ? body
        : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
  }

  private void end(int code, String how) {
    if (over.compareAndSet(false, true)) {
      listener.ended(new End(code, how), parser.insideBlock());
    }
  }

  private final class Body implements HttpResponse.BodySubscriber<String> {
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override
    public CompletionStage<String> getBody() {
      return CompletableFuture.completedStage("");
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      given.request(Long.MAX_VALUE);
      subscription.complete(given);
    }

    @Override
    public void onNext(List<ByteBuffer> chunks) {
      if (!over.get()) {
        chunks.forEach(parser::feed);
      }
    }

    @Override
    public void onError(Throwable fault) {
      end(End.BROKEN, fault.toString());
    }

    @Override
    public void onComplete() {
      end(200, "");
    }
  }
}
