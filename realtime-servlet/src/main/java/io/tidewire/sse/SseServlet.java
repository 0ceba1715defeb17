package io.tidewire.sse;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.ComeBack;
import io.tidewire.settings.Settings;
import io.tidewire.web.Asked;
import io.tidewire.web.HttpDoor;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.Problems;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.WireForm;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** {@code GET sse}: opens an event stream. */
public final class SseServlet extends HttpDoor {

  private static final long serialVersionUID = 1L;

  /** Called by the container. */
  public SseServlet() {
    super(true);
  }

  @Override
  protected void serve(WebApplication application, Admitted admitted, HttpServletResponse response)
      throws IOException {
    WireForm<byte[], byte[]> form = form(admitted.asked().option("format"));
    boolean probes = admitted.asked().number("probe", 0, 0, 1) == 1;
    AsyncContext async = admitted.request().startAsync();
    async.setTimeout(0);
    NonBlockingResponse stream = new NonBlockingResponse(async, response);
    Settings.HttpSettings settings = application.settings().http();
    ClientConnection connection =
        application
            .attachment()
            .open(
                admitted.rights(),
                self -> new SseTransport(stream, form, spread(settings.maxAge())));
    try {
      if (probes) {
        connection.probe();
      }
      connection.subscribe(admitted.wishes());
      prepare(response);
      response.getOutputStream().write(WireForm.retry(spread(settings.retry())));
      // Unless the head has been sent before, one container keeps what is written first in
      // onWritePossible until a later write.
      response.flushBuffer();
      stream.start(connection);
    } catch (IOException | RuntimeException | Error e) {
      stream.complete();
      connection.end(CloseReason.DISCONNECTED);
      throw e;
    }
  }

  private static void prepare(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-cache, no-store, no-transform");
    response.setHeader("X-Accel-Buffering", "no");
  }

  private static WireForm<byte[], byte[]> form(@Nullable String format) {
    if (format == null || format.equals("plain")) {
      return WireForm.plain();
    }
    if (format.equals("envelope")) {
      return WireForm.envelope();
    }
    throw new Refusal(ErrorCode.BAD_REQUEST, "format is not 'plain' or 'envelope'");
  }

  private static long spread(Duration time) {
    return ComeBack.spread(time, ThreadLocalRandom.current());
  }

  /**
   * Sends a temporary refusal as a stream, since an EventSource gives up for good at any status but
   * 200. If it is not known yet what was asked for, the request is a POST, so not an EventSource's.
   */
  @Override
  protected void refuse(Refusal refusal, @Nullable Asked asked, HttpServletResponse response)
      throws IOException {
    boolean plain = asked != null && !"envelope".equals(asked.option("format"));
    if (refusal.isPassing() && plain) {
      Problems.count(WebApplication.of(getServletContext()).hub(), refusal);
      prepare(response);
      Control.Bye bye = new Control.Bye(refusal.closeReason(), refusal.comeBackMillis());
      response.getOutputStream().write(WireForm.plain().of(bye));
    } else {
      super.refuse(refusal, asked, response);
    }
  }
}
