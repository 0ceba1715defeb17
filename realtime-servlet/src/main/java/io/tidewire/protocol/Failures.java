package io.tidewire.protocol;

import io.tidewire.OverloadedException;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says what has failed, without what stages wrap around it, and how clients are told. */
final class Failures {

  private Failures() {}

  /** {@return what a stage has failed with} */
  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? unwrapped(failure.getCause())
        : failure;
  }

  /**
   * Answers a client that is to ask again later, since there is too much to do; observers are told.
   *
   * @param id the client's own id for its request, or null
   */
  static Control.Error overloaded(
      WebApplication application, OverloadedException why, @Nullable String id) {
    String reason = String.valueOf(why.getMessage());
    application.hub().refused(ErrorCode.OVERLOADED.code(), reason);
    return new Control.Error(ErrorCode.OVERLOADED, reason, id);
  }
}
