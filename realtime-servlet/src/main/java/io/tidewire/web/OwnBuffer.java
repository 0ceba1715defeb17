package io.tidewire.web;

import jakarta.servlet.ServletResponse;

/**
 * Gives a response of Undertow a buffer that no other response will ever use.
 *
 * <p>When a write fails, Undertow closes the connection before the write returns. If a thread other
 * than the I/O thread writes, as the Servlet specification allows, the I/O thread meanwhile closes
 * the stream and returns the buffer to the pool. Before it returns, the write still moves the marks
 * of that buffer, which may by then hold another client's request; Undertow answers that request
 * with 400.
 */
final class OwnBuffer {

  private static final String CONTAINER = "io.undertow.servlet.";

  /** The size of a short event; longer ones go to the socket without being copied first. */
  private static final int BYTES = 512;

  private OwnBuffer() {}

  /**
   * Sets the buffer; call this before anything is written. Does nothing in other containers.
   *
   * @param response the container's own response
   * @return the same response
   */
  static ServletResponse ensure(ServletResponse response) {
    if (response.getClass().getName().startsWith(CONTAINER)) {
      response.setBufferSize(BYTES);
    }
    return response;
  }
}
