package io.tidewire.engine;

import io.tidewire.wire.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a log for an exception whose message may carry what a client sent: the same stack trace
 * and causes, the messages bounded and escaped.
 */
final class ShownFailure extends Throwable {

  private static final long serialVersionUID = 1L;
  private static final int MAX_CAUSES = 8;

  private ShownFailure(String text, StackTraceElement[] trace, @Nullable Throwable cause) {
    super(text, cause, false, true);
    setStackTrace(trace);
  }

  /** {@return the exception itself if it can be shown as it is, else what stands for it} */
  static Throwable of(Throwable failure) {
    return isShown(failure, MAX_CAUSES) ? failure : copy(failure, MAX_CAUSES);
  }

  private static boolean isShown(Throwable failure, int depth) {
    String text = failure.toString();
    Throwable cause = failure.getCause();
    return text.equals(Excerpt.of(text))
        && failure.getSuppressed().length == 0
        && (cause == null || (depth > 0 && isShown(cause, depth - 1)));
  }

  private static ShownFailure copy(Throwable failure, int depth) {
    Throwable cause = failure.getCause();
    return new ShownFailure(
        Excerpt.of(failure.toString()),
        failure.getStackTrace(),
        cause == null || depth == 0 ? null : copy(cause, depth - 1));
  }

  /** {@return the exception's class and message, as the exception itself would} */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
