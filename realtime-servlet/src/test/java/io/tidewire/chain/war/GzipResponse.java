package io.tidewire.chain.war;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Sends what is written to it through another stream. */
abstract class GzipResponse extends HttpServletResponseWrapper {

  GzipResponse(HttpServletResponse response) {
    super(response);
    response.addHeader("Vary", "Accept-Encoding");
    response.addHeader("Vary", "Cookie");
  }

  abstract OutputStream body();

  /** Called when the chain has returned. */
  abstract void finish() throws IOException;

  @Override
  public void setContentLength(int length) {}

  @Override
  public void setContentLengthLong(long length) {}

  @Override
  public void flushBuffer() {}

  @Override
  public PrintWriter getWriter() {
    return new PrintWriter(new OutputStreamWriter(body(), StandardCharsets.UTF_8), true);
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new ServletOutputStream() {
      @Override
      public void write(int value) throws IOException {
        body().write(value);
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("this wrapper cannot write asynchronously");
      }
    };
  }
}
