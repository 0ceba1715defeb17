package io.tidewire.protocol;

import java.util.concurrent.CompletionException;

/** Looks behind what stages wrap around what has failed. */
final class Failures {

  private Failures() {}

  /** {@return what a stage has failed with} */
  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? unwrapped(failure.getCause())
        : failure;
  }
}
