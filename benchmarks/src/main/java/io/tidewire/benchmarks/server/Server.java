package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.time.Duration;

/** A server that is measured, in one or more processes of its own, until it is closed. */
interface Server extends AutoCloseable {

  /** Where it serves: a port of 127.0.0.1. */
  int port();

  /** The processor time that its processes have used. */
  Duration cpu();

  /** The bytes that it needs to keep: live objects of a JVM, resident memory of others. */
  long memory() throws IOException, InterruptedException;

  @Override
  void close() throws IOException, InterruptedException;

  /** How one is started. */
  @FunctionalInterface
  interface Starter {

    /**
     * Starts one, and returns once it serves.
     *
     * @param setup how
     * @throws MissingException if it is not installed here
     */
    Server start(Setup setup) throws IOException;
  }

  /** A server that is not installed here, and where it can be had. */
  final class MissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }
  }
}
