package io.tidewire.it.kit;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Polls without a pause until a poll fails, is refused or the loop is closed. Holds no thread. */
@SuppressWarnings("FutureReturnValueIgnored") // Faults are told to the sink.
final class PollLoop implements AutoCloseable {
  private final HttpClient http;
  private final Supplier<URI> next;
  private final Sink sink;
  private volatile boolean closed;
  private volatile CompletableFuture<PollAnswer> pending = new CompletableFuture<>();

  PollLoop(HttpClient http, Supplier<URI> next, Sink sink) {
    this.http = http;
    this.next = next;
    this.sink = sink;
  }

  /** Begins, or goes on after the loop has ended; {@code next} gives the address of each poll. */
  void start() {
    if (closed) {
      return;
    }
    CompletableFuture<PollAnswer> poll = PollAnswer.request(http, next.get());
    pending = poll;
    if (closed) {
      poll.cancel(true);
    }
    poll.whenComplete(this::answered);
  }

  @Override
  public void close() {
    closed = true;
    pending.cancel(true);
  }

  private void answered(PollAnswer answer, Throwable fault) {
    if (closed) {
      return;
    }
    if (fault != null) {
      sink.ended(new End(End.BROKEN, fault.toString()));
    } else if (answer.head().statusCode() != 200) {
      sink.ended(new End(answer.head().statusCode(), answer.head().body()));
    } else {
      answer.gaps().forEach(sink::frame);
      answer.events().forEach(sink::frame);
      answer.bye().ifPresent(sink::frame);
      if (!answer.cursor().isEmpty()) {
        sink.reached(answer.cursor());
      }
      start();
    }
  }
}
