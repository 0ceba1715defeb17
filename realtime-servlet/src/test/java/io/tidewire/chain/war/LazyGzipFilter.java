package io.tidewire.chain.war;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Keeps the whole body back; after the chain it compresses it, sets its length and writes it. */
public final class LazyGzipFilter extends GzipFilter {

  private static final long serialVersionUID = 1L;

  @Override
  GzipResponse wrap(HttpServletResponse response) {
    return new Lazy(response);
  }

  private static final class Lazy extends GzipResponse {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Lazy(HttpServletResponse response) {
      super(response);
    }

    @Override
    OutputStream body() {
      return body;
    }

    @Override
    void finish() throws IOException {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
        body.writeTo(gzip);
      }
      HttpServletResponse response = (HttpServletResponse) getResponse();
      response.setHeader("Content-Encoding", "gzip");
      response.setHeader("ETag", "\"" + compressed.size() + "\"");
      response.setHeader("Cache-Control", "max-age=3600");
      response.setContentLength(compressed.size());
      response.getOutputStream().write(compressed.toByteArray());
    }
  }
}
