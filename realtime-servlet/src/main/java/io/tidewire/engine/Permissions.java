package io.tidewire.engine;

/** Holds what a connection may do. Thread-safe. */
@FunctionalInterface
public interface Permissions {

  /** {@return whose they are} */
  Identity identity();
}
