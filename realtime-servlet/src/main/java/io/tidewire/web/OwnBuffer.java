package io.tidewire.web;

import jakarta.servlet.ServletResponse;

/**
 * Gives a response of Undertow a buffer that no other response will ever use.
 *
 * <p>A write that fails makes Undertow close the connection before the write returns. If another
 * thread than its I/O thread writes, as the Servlet specification allows, the I/O thread meanwhile
 * closes the stream and gives the buffer back to the pool, and the write, on its way out, still
 * moves the buffer's marks. It may hold another client's request by then, which Undertow then
 * answers with 400.
 */
final class OwnBuffer {

  private static final String CONTAINER = "io.undertow.servlet.";

  /** Room for a short event; a longer one goes to the socket without being copied before. */
  private static final int BYTES = 512;

  private OwnBuffer() {}

  /**
   * To be called before anything is written. Does nothing in other containers.
   *
   * @param response the container's own
   * @return the same response
   */
  static ServletResponse ensure(ServletResponse response) {
    if (response.getClass().getName().startsWith(CONTAINER)) {
      response.setBufferSize(BYTES);
    }
    return response;
  }
}
