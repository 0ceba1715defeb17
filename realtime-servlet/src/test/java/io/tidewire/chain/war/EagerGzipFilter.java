package io.tidewire.chain.war;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the gzip header before the chain, and the trailer after it; then it may close the stream.
 */
public final class EagerGzipFilter extends GzipFilter {

  private static final long serialVersionUID = 1L;

  private final boolean closing;

  public EagerGzipFilter() {
    this(true);
  }

  EagerGzipFilter(boolean closing) {
    this.closing = closing;
  }

  @Override
  GzipResponse wrap(HttpServletResponse response) throws IOException {
    response.setHeader("Content-Encoding", "gzip");
    return new Eager(response, new GZIPOutputStream(response.getOutputStream()));
  }

  private final class Eager extends GzipResponse {
    private final GZIPOutputStream gzip;

    Eager(HttpServletResponse response, GZIPOutputStream gzip) {
      super(response);
      this.gzip = gzip;
    }

    @Override
    OutputStream body() {
      return gzip;
    }

    @Override
    void finish() throws IOException {
      if (closing) {
        gzip.close();
      } else {
        gzip.finish();
      }
    }
  }
}
