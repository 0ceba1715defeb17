package io.tidewire.poll;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.ClientConnection;
import io.tidewire.web.HttpTransport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.MessageLimit;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code GET poll}: answers with the events after a cursor as soon as there are any. Nothing
 * is kept between two polls, so any node can answer the next one.
 */
public final class PollServlet extends HttpTransport {

  private static final long serialVersionUID = 1L;
  private static final int MAX_WAIT_SECONDS = 60;

  @Override
  protected void serve(
      WebApplication application, Admission admission, HttpServletResponse response)
      throws IOException {
    int fallback = (int) application.settings().http().pollWait().toSeconds();
    int wait = admission.asked().number("wait", fallback, 0, MAX_WAIT_SECONDS);
    int max =
        admission
            .asked()
            .number("max", PollTransport.ANY_LENGTH, MessageLimit.MIN, MessageLimit.MAX);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    if (admission.asked().hasStart()) {
      hold(application, admission, response, wait, max);
    } else {
      response.getOutputStream().write(beginning(admission, application.hub().position(), max));
    }
  }

  /**
   * {@return whether each topic has a cursor: a client that is cut while it waits must have one}
   */
  private static boolean hasCursors(Admission admission) {
    return admission.wishes().wishes().stream().allMatch(wish -> wish.start().cursor().isPresent());
  }

  private static byte[] beginning(Admission admission, Position place, int max) {
    List<Control.Subscribed> confirmations =
        admission.wishes().wishes().stream()
            .map(
                wish ->
                    new Control.Subscribed(null, wish.pattern().text(), place.toString(), false))
            .toList();
    return new PollAnswer(List.of(), place).bytes(confirmations, max);
  }

  private static void hold(
      WebApplication application,
      Admission admission,
      HttpServletResponse response,
      int waitSeconds,
      int max)
      throws IOException {
    AsyncContext async = admission.request().startAsync();
    async.setTimeout(0);
    NonBlockingResponse answer = new NonBlockingResponse(async, response);
    boolean mayWait = waitSeconds > 0 && hasCursors(admission);
    long emptyFrom = mayWait ? PollTransport.WAIT : application.hub().position().sequence();
    Position asked = admission.wishes().lowestCursor();
    long maxAge = TimeUnit.SECONDS.toMillis(waitSeconds);
    ClientConnection connection =
        application
            .attachment()
            .open(
                admission.subscriber(),
                self -> new PollTransport(answer, self, maxAge, emptyFrom, max, asked));
    try {
      connection.subscribe(admission.wishes());
      answer.start(connection);
    } catch (RuntimeException | Error e) {
      answer.complete();
      connection.end(CloseReason.DISCONNECTED);
      throw e;
    }
  }
}
