package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/** What receives messages from the load client's publisher and takes them to its subscribers. */
interface Target {

  /** Adds its servlets and endpoints, while the application starts. */
  void deploy(ServletContext application) throws ServletException;

  /**
   * Takes a message.
   *
   * @param topic whom it is for
   * @param payload JSON
   */
  void publish(String topic, String payload);
}
