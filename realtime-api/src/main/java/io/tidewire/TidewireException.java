package io.tidewire;

import org.jspecify.annotations.Nullable;

/** The common parent of what this library throws beyond the JDK's own exceptions. */
public abstract sealed class TidewireException extends RuntimeException
    permits OverloadedException, PayloadException, HubClosedException {

  private static final long serialVersionUID = 1L;

  TidewireException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
