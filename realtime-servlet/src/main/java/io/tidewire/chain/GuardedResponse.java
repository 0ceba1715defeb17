package io.tidewire.chain;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Guards the response that the application's filters see. Once it is {@link #hold held}, whatever
 * they do to the status and the body has no effect: a trailer, a length or the closing of the
 * stream no longer reaches the client. Cookies and other headers still do.
 */
final class GuardedResponse extends HttpServletResponseWrapper {

  // Touched by any thread: a filter may finish its work in an AsyncListener.
  private volatile boolean held;

  GuardedResponse(HttpServletResponse response) {
    super(response);
  }

  /** Takes the response away from the filters for good. */
  void hold() {
    held = true;
  }

  boolean isHeld() {
    return held;
  }

  ServletOutputStream unguardedStream() throws IOException {
    return super.getOutputStream();
  }

  PrintWriter unguardedWriter() throws IOException {
    return super.getWriter();
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new GuardedStream(this);
  }

  @Override
  public PrintWriter getWriter() {
    return new PrintWriter(new GuardedWriter(this));
  }

  @Override
  public void flushBuffer() throws IOException {
    if (!held) {
      super.flushBuffer();
    }
  }

  @Override
  public void resetBuffer() {
    if (!held) {
      super.resetBuffer();
    }
  }

  @Override
  public void reset() {
    if (!held) {
      super.reset();
    }
  }

  @Override
  public void setBufferSize(int size) {
    if (!held) {
      super.setBufferSize(size);
    }
  }

  @Override
  public void setStatus(int status) {
    if (!held) {
      super.setStatus(status);
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    if (!held) {
      super.sendError(status);
    }
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    if (!held) {
      super.sendError(status, message);
    }
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    if (!held) {
      super.sendRedirect(location);
    }
  }

  @Override
  public void setContentLength(int length) {
    if (!held) {
      super.setContentLength(length);
    }
  }

  @Override
  public void setContentLengthLong(long length) {
    if (!held) {
      super.setContentLengthLong(length);
    }
  }

  @Override
  public void setContentType(String type) {
    if (!held) {
      super.setContentType(type);
    }
  }

  @Override
  public void setCharacterEncoding(String charset) {
    if (!held) {
      super.setCharacterEncoding(charset);
    }
  }

  @Override
  public void setLocale(Locale locale) {
    if (!held) {
      super.setLocale(locale);
    }
  }

  @Override
  public void setHeader(String name, String value) {
    if (takes(name)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (takes(name)) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (takes(name)) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (takes(name)) {
      super.addIntHeader(name, value);
    }
  }

  @Override
  public void setDateHeader(String name, long value) {
    if (takes(name)) {
      super.setDateHeader(name, value);
    }
  }

  @Override
  public void addDateHeader(String name, long value) {
    if (takes(name)) {
      super.addDateHeader(name, value);
    }
  }

  private boolean takes(String name) {
    return !held || !BodyHeaders.contain(name);
  }
}
