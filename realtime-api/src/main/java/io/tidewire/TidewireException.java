package io.tidewire;

import org.jspecify.annotations.Nullable;

/** Is the parent of all exceptions of this library, which also throws some of the JDK's own. */
public abstract sealed class TidewireException extends RuntimeException
    permits OverloadedException, PayloadException, HubClosedException, LogUnavailableException {

  private static final long serialVersionUID = 1L;

  TidewireException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
