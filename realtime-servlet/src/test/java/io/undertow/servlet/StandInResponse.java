package io.undertow.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response that takes its name from Undertow's, and notes the buffer that it is asked for. */
public final class StandInResponse extends HttpServletResponseWrapper {

  private int asked;

  /**
   * A response.
   *
   * @param response does the rest
   */
  public StandInResponse(HttpServletResponse response) {
    super(response);
  }

  @Override
  public void setBufferSize(int size) {
    asked = size;
  }

  /** The size of the buffer of its own that it was asked to have, or 0. */
  public int asked() {
    return asked;
  }
}
