package io.tidewire.it.app.faulty;

import io.tidewire.tck.FaultyEventLog;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Does to the log's store, at a test's request, what happens to stores. */
@WebServlet("/log/*")
public final class LogServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    FaultyEventLog log = FaultyLogs.OPENED.get();
    switch (request.getPathInfo()) {
      case "/away" -> log.goAway();
      case "/back" -> log.comeBack();
      case "/epoch" -> log.newEpoch();
      case "/slow" -> log.manual();
      case "/read" -> log.deliverAll();
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
