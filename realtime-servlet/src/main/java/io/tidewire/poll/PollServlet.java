package io.tidewire.poll;

import io.tidewire.CloseReason;
import io.tidewire.engine.Connection;
import io.tidewire.engine.StartFrom;
import io.tidewire.web.HttpTransport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.PollAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET poll}: answers with what lies behind a cursor, as soon as there is anything. Nothing
 * is remembered between two polls, so any node can answer the next one.
 */
public final class PollServlet extends HttpTransport {

  private static final long serialVersionUID = 1L;
  private static final int MAX_WAIT_SECONDS = 60;

  @Override
  protected void serve(
      WebApplication application, Admission admission, HttpServletResponse response)
      throws IOException {
    int fallback = (int) application.settings().http().pollWait().toSeconds();
    int wait = number(admission.request(), "wait", fallback, MAX_WAIT_SECONDS);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    if (admission.hasStart()) {
      hold(application, admission, response, wait);
    } else {
      response
          .getOutputStream()
          .write(new PollAnswer(List.of(), application.hub().position()).bytes());
    }
  }

  /** A client that is cut while it waits without a cursor would come back without one. */
  private static boolean hasCursors(Admission admission) {
    return admission.wishes().wishes().stream()
        .allMatch(wish -> wish.start() instanceof StartFrom.After);
  }

  private static void hold(
      WebApplication application,
      Admission admission,
      HttpServletResponse response,
      int waitSeconds)
      throws IOException {
    AsyncContext async = admission.request().startAsync();
    async.setTimeout(0);
    NonBlockingResponse answer = new NonBlockingResponse(async, response);
    boolean mayWait = waitSeconds > 0 && hasCursors(admission);
    long emptyFrom = mayWait ? PollTransport.WAIT : application.hub().position().sequence();
    Connection connection =
        application
            .attachment()
            .open(
                new Connection.ConnectOptions(
                    admission.subscriber(),
                    false,
                    false,
                    TimeUnit.SECONDS.toMillis(waitSeconds),
                    self -> new PollTransport(answer, self, emptyFrom)));
    connection.subscribe(admission.wishes());
    try {
      answer.start(connection);
    } catch (RuntimeException e) {
      connection.end(CloseReason.DISCONNECTED);
      throw e;
    }
  }
}
