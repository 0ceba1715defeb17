package io.tidewire.servlet;

import io.tidewire.engine.Identity;
import io.tidewire.session.ShareNames;
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
import org.jspecify.annotations.Nullable;

/** Serves {@code GET info}, which tells clients what this deployment offers. */
public final class InfoServlet extends HttpResource {

  private static final long serialVersionUID = 1L;

  private final transient ShareNames shares = new ShareNames();

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
    Identity identity;
    try {
      application.requireService();
      HttpConnectRequest sender = new HttpConnectRequest(request);
      application.gate().check(sender);
      identity = application.gate().identifyForNow(sender).identity();
    } catch (Refusal refusal) {
      Problems.write(application, response, refusal);
      return;
    }
    String share = shares.of(request, identity).orElse(null);
    byte[] body = describe(application, identity, share).getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private String describe(WebApplication application, Identity identity, @Nullable String share) {
    boolean webSocket = WebSockets.areOfferedBy(getServletContext());
    String version = getClass().getPackage().getImplementationVersion();
    return new JsonWriter()
        .text("version", version == null ? "development" : version)
        .raw("transports", webSocket ? "[\"sse\",\"websocket\",\"poll\"]" : "[\"sse\",\"poll\"]")
        .number("heartbeat", application.settings().engine().liveness().heartbeat().toMillis())
        .raw("limits", application.hub().limitsJson())
        .text("user", identity.subscriber().user().orElse(null))
        .text("share", share)
        .end();
  }
}
