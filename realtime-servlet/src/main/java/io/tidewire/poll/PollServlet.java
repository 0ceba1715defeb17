package io.tidewire.poll;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.ClientConnection;
import io.tidewire.web.HttpDoor;
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
public final class PollServlet extends HttpDoor {

  private static final long serialVersionUID = 1L;
  private static final int MAX_WAIT_SECONDS = 60;

  /** Called by the container. */
  public PollServlet() {
    super(false);
  }

  @Override
  protected void serve(WebApplication application, Admitted admitted, HttpServletResponse response)
      throws IOException {
    int fallback = (int) application.settings().http().pollWait().toSeconds();
    int wait = admitted.asked().number("wait", fallback, 0, MAX_WAIT_SECONDS);
    int max =
        admitted
            .asked()
            .number("max", PollTransport.ANY_LENGTH, MessageLimit.MIN, MessageLimit.MAX);
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    if (admitted.asked().hasStart()) {
      hold(application, admitted, response, wait, max);
    } else {
      response.getOutputStream().write(beginning(admitted, application.hub().position(), max));
    }
  }

  /**
   * {@return whether each topic has a cursor: a client that is cut while it waits must have one}
   */
  private static boolean hasCursors(Admitted admitted) {
    return admitted.wishes().wishes().stream().allMatch(wish -> wish.start().cursor().isPresent());
  }

  private static byte[] beginning(Admitted admitted, Position place, int max) {
    List<Control.Subscribed> confirmations =
        admitted.wishes().wishes().stream()
            .map(
                wish ->
                    new Control.Subscribed(null, wish.pattern().text(), place.toString(), false))
            .toList();
    return new PollAnswer(List.of(), place).bytes(confirmations, max);
  }

  private static void hold(
      WebApplication application,
      Admitted admitted,
      HttpServletResponse response,
      int waitSeconds,
      int max)
      throws IOException {
    AsyncContext async = admitted.request().startAsync();
    async.setTimeout(0);
    NonBlockingResponse answer = new NonBlockingResponse(async, response);
    boolean waits = waitSeconds > 0 && hasCursors(admitted);
    Position asked = admitted.wishes().lowestCursor();
    long maxAge = TimeUnit.SECONDS.toMillis(waitSeconds);
    ClientConnection connection =
        application
            .attachment()
            .openPoll(
                admitted.rights(),
                self -> new PollTransport(answer, self, maxAge, waits, max, asked));
    try {
      connection.subscribe(admitted.wishes());
      answer.start(connection);
    } catch (RuntimeException | Error e) {
      answer.complete();
      connection.end(CloseReason.DISCONNECTED);
      throw e;
    }
  }
}
