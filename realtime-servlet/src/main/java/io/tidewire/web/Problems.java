package io.tidewire.web;

import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.JsonWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes refusals as problem documents (RFC 9457). */
public final class Problems {

  private static final int RETRY_AFTER_SECONDS = 5;

  private Problems() {}

  /**
   * Answers with a problem.
   *
   * @param response an uncommitted response
   * @param refusal what is wrong
   * @throws IOException if the response cannot be written
   */
  public static void write(HttpServletResponse response, Refusal refusal) throws IOException {
    write(response, refusal.code().status(), refusal.code(), refusal.reason());
  }

  /**
   * Answers with a problem under a status of its own.
   *
   * @param response an uncommitted response
   * @param status the HTTP status
   * @param code the kind of fault
   * @param detail what is wrong and what to do
   * @throws IOException if the response cannot be written
   */
  public static void write(HttpServletResponse response, int status, ErrorCode code, String detail)
      throws IOException {
    String problem =
        new JsonWriter()
            .text("type", "about:blank")
            .text("title", code.code())
            .number("status", status)
            .text("detail", detail)
            .text("code", code.code())
            .end();
    byte[] body = problem.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    HttpResource.protect(response);
    if (status == HttpServletResponse.SC_UNAUTHORIZED) {
      // Never Basic, at which a browser asks its user for a password.
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    if (code == ErrorCode.OVERLOADED || code == ErrorCode.RATE_LIMITED) {
      response.setIntHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
