package io.tidewire.engine;

import io.tidewire.engine.RequestCounts.Kind;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the client's name for a request, what begins to serve it, and how many bytes of it count
 * for the node: until it is served or answered, and if its connection ends before that, until what
 * has begun to work on it has finished. Thread-safe.
 */
final class Request {

  private final Kind kind;
  private final @Nullable String id;
  private final Supplier<CompletionStage<Outcome>> begin;

  // Guarded by this.
  private int bytes;

  Request(Kind kind, @Nullable String id, int bytes, Supplier<CompletionStage<Outcome>> begin) {
    this.kind = kind;
    this.id = id;
    this.bytes = bytes;
    this.begin = begin;
  }

  Kind kind() {
    return kind;
  }

  @Nullable String id() {
    return id;
  }

  Supplier<CompletionStage<Outcome>> begin() {
    return begin;
  }

  /** {@return how many bytes counted for it, which do not any more} */
  synchronized int giveBack() {
    int counted = bytes;
    bytes = 0;
    return counted;
  }
}
