package io.tidewire.chain;

/** Says whether a request may still become asynchronous after it has passed a filter. */
enum AsyncSupport {
  SUPPORTED,
  UNSUPPORTED,
  /** The filter was registered in code, where the API does not show the flag. */
  UNKNOWN
}
