package io.tidewire.web;

import io.tidewire.engine.HubEngine;
import io.tidewire.wire.JsonWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes refusals as problem documents (RFC 9457), counts them and tells observers. */
public final class Problems {

  private static final long MILLIS = 1_000;

  private Problems() {}

  /**
   * Counts a refusal that a client without a connection is being told, and tells observers.
   *
   * @param hub the hub
   * @param refusal why
   */
  public static void count(HubEngine hub, Refusal refusal) {
    hub.countRefusal(refusal.code().code());
    refusal.tellObservers(hub);
  }

  /**
   * Answers with a problem.
   *
   * @param application the application that refuses
   * @param response an uncommitted response
   * @param refusal what is wrong
   * @throws IOException if the response cannot be written
   */
  public static void write(
      WebApplication application, HttpServletResponse response, Refusal refusal)
      throws IOException {
    if (refusal.isPassing()) {
      long seconds = (refusal.comeBackMillis() + MILLIS - 1) / MILLIS;
      response.setHeader("Retry-After", Long.toString(seconds));
    }
    writeFinal(application, response, refusal);
  }

  /**
   * Answers with a problem that will not go away by itself: the client is not told to come back.
   *
   * @param application the application that refuses
   * @param response an uncommitted response
   * @param refusal what is wrong
   * @throws IOException if the response cannot be written
   */
  static void writeFinal(WebApplication application, HttpServletResponse response, Refusal refusal)
      throws IOException {
    count(application.hub(), refusal);
    String problem =
        new JsonWriter()
            .text("type", "about:blank")
            .text("title", refusal.code().code())
            .number("status", refusal.status())
            .text("detail", refusal.reason())
            .text("code", refusal.code().code())
            .text("topic", refusal.topic())
            .end();
    byte[] body = problem.getBytes(StandardCharsets.UTF_8);
    response.setStatus(refusal.status());
    response.setContentType("application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    HttpResource.protect(response);
    if (refusal.status() == HttpServletResponse.SC_UNAUTHORIZED) {
      response.setHeader("WWW-Authenticate", refusal.challenge());
    }
    if (refusal.endsConnection()) {
      response.setHeader("Connection", "close");
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
