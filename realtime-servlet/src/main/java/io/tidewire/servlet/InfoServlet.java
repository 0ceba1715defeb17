package io.tidewire.servlet;

import io.tidewire.Subscriber;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.HttpResource;
import io.tidewire.web.Problems;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.JsonWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Serves {@code GET info}, which tells clients what this deployment offers. */
public final class InfoServlet extends HttpResource {

  private static final long serialVersionUID = 1L;

  /** Called by the container. */
  public InfoServlet() {
    super("GET, HEAD");
  }

  @Override
  protected void listed(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Timing-Allow-Origin", request.getHeader("Origin"));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    WebApplication application = WebApplication.of(getServletContext());
    Subscriber subscriber;
    try {
      application.requireService();
      HttpConnectRequest sender = new HttpConnectRequest(request);
      application.gate().check(sender);
      subscriber = application.gate().identifyForNow(sender).subscriber();
    } catch (Refusal refusal) {
      Problems.write(application, response, refusal);
      return;
    }
    byte[] body = describe(application, subscriber).getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private String describe(WebApplication application, Subscriber subscriber) {
    boolean webSocket = WebSockets.areOfferedBy(getServletContext());
    String version = getClass().getPackage().getImplementationVersion();
    return new JsonWriter()
        .text("version", version == null ? "development" : version)
        .raw("transports", webSocket ? "[\"sse\",\"websocket\",\"poll\"]" : "[\"sse\",\"poll\"]")
        .number("heartbeat", application.settings().engine().liveness().heartbeat().toMillis())
        .raw("limits", application.hub().limitsJson())
        .text("user", subscriber.user().orElse(null))
        .end();
  }
}
