package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContainerInitializer;

/** A servlet container that runs one application. */
@FunctionalInterface
interface Container {

  /**
   * Starts it.
   *
   * @param application adds what there is to the application
   * @return the port of 127.0.0.1 on which it serves
   * @throws Exception if it does not start
   */
  int start(ServletContainerInitializer application) throws Exception;
}
