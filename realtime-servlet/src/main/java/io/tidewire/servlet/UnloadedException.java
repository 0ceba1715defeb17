package io.tidewire.servlet;

/** Thrown if something would have to be loaded before it can be encoded. */
final class UnloadedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Names what has not been loaded.
   *
   * @param what such as {@code a proxy of com.acme.Customer}
   */
  UnloadedException(String what) {
    super(what, null, false, false);
  }
}
