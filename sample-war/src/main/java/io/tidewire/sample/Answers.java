package io.tidewire.sample;

import jakarta.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes what the servlets answer. */
final class Answers {

  private Answers() {}

  static void text(HttpServletResponse response, int status, String type, String body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
  }

  /** Says why a request is refused, as RFC 9457 has it. */
  static void problem(HttpServletResponse response, RefusedException refused) throws IOException {
    String problem =
        Json.createObjectBuilder()
            .add("title", refused.title())
            .add("status", refused.status())
            .add("detail", String.valueOf(refused.getMessage()))
            .build()
            .toString();
    text(response, refused.status(), "application/problem+json", problem);
  }
}
