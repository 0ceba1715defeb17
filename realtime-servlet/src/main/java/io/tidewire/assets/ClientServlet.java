package io.tidewire.assets;

import io.tidewire.web.HttpResource;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.Problems;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code client.js} and {@code client/<version>/*.js}, the browser client, and its page
 * {@code doctor} where that is wanted, to everybody: they are no secret. It passes the
 * application's filters as any other file of the application does.
 */
public final class ClientServlet extends HttpResource {

  private static final long serialVersionUID = 1L;
  private static final String ONE_YEAR = "public, max-age=31536000, immutable";

  private transient ClientFiles files = ClientFiles.NONE;

  /** Called by the container. */
  public ClientServlet() {
    super("GET, HEAD");
  }

  /** Reads the files once, at the first request. */
  @Override
  public void init() {
    files = ClientFiles.on(getServletContext().getClassLoader());
  }

  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Content unused = answered(request, response);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Content content = answered(request, response);
    if (content != null) {
      send(request, response, content.bytes());
    }
  }

  /** Answers but for the body. Returns what is to be in it, or null if the answer is complete. */
  private @Nullable Content answered(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ClientFile file = files.find(path(request)).orElse(null);
    if (file == null) {
      refuse(response);
      return null;
    }
    // A filter that has wrapped the response may be about to compress it.
    boolean wrapped = isWrapped(response);
    Content content =
        file.form(!wrapped && AcceptEncoding.takesGzip(fields(request, "Accept-Encoding")));
    response.addHeader("Vary", "Accept-Encoding");
    response.setHeader("ETag", content.tag());
    response.setHeader("Cache-Control", file.isPermanent() ? ONE_YEAR : "no-cache");
    if (content.isKnownBy(fields(request, "If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return null;
    }
    response.setContentType(file.type());
    response.setCharacterEncoding("UTF-8");
    if (content.isZipped()) {
      response.setHeader("Content-Encoding", "gzip");
    }
    if (!wrapped) {
      response.setContentLength(content.bytes().length);
    }
    return content;
  }

  private static boolean isWrapped(HttpServletResponse response) {
    return response instanceof ServletResponseWrapper;
  }

  private void refuse(HttpServletResponse response) throws IOException {
    String why =
        files.arePresent()
            ? "the browser client has no such file in this version"
            : "the browser client is not on the class path: add the library realtime-client";
    Problems.write(
        WebApplication.of(getServletContext()),
        response,
        new Refusal(ErrorCode.BAD_REQUEST, why).withStatus(HttpServletResponse.SC_NOT_FOUND));
  }

  /**
   * {@return the path below that of the transports: the servlet has an exact and a prefix match}
   */
  private static String path(HttpServletRequest request) {
    String mapped = request.getServletPath();
    String rest = request.getPathInfo();
    return mapped.substring(mapped.lastIndexOf('/') + 1) + (rest == null ? "" : rest);
  }

  private static List<String> fields(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }

  /**
   * Sends the body without a thread that waits for a slow client. If a filter has wrapped the
   * response, or does not support that, the body goes its way, as that of any other file does.
   */
  private void send(HttpServletRequest request, HttpServletResponse response, byte[] body)
      throws IOException {
    if (!request.isAsyncSupported() || isWrapped(response)) {
      response.getOutputStream().write(body);
      return;
    }
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(
        WebApplication.of(getServletContext())
            .settings()
            .engine()
            .liveness()
            .sendTimeout()
            .toMillis());
    NonBlockingResponse output = new NonBlockingResponse(async, response);
    output.start();
    output.finish(body);
  }
}
