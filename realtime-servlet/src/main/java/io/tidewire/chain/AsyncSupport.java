package io.tidewire.chain;

/** What is known of a filter: whether a request that has passed it may still be asynchronous. */
enum AsyncSupport {
  SUPPORTED,
  UNSUPPORTED,
  /** Registered in code, which the API does not let us see. */
  UNKNOWN
}
