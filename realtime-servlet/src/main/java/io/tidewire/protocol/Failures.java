package io.tidewire.protocol;

import io.tidewire.OverloadedException;
import io.tidewire.web.Refusal;
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
    return refused(application, ErrorCode.OVERLOADED, String.valueOf(why.getMessage()), id);
  }

  /**
   * Answers a client whose request is refused; observers are told.
   *
   * @param id the client's own id for its request, or null
   */
  static Control.Error refused(
      WebApplication application, ErrorCode code, String reason, @Nullable String id) {
    application.hub().refused(code.code(), reason);
    return new Control.Error(code, reason, id);
  }

  /**
   * Answers a client whose request is refused; observers are told, unless they know.
   *
   * @param id the client's own id for its request, or null
   */
  static Control.Error refused(WebApplication application, Refusal refusal, @Nullable String id) {
    refusal.tellObservers(application.hub());
    return new Control.Error(refusal.code(), refusal.reason(), id);
  }
}
