package io.tidewire.it.app.rolling;

import io.tidewire.Hub;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does what an operator would do, at a test's request. */
@WebServlet("/operator/*")
public final class OperatorServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final int MOST_SECONDS = 60;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(response, Integer.toString(Gate.waiting()));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    switch (request.getPathInfo()) {
      case "/drain" -> {
        drain(Duration.ofMillis(Integer.parseInt(request.getParameter("millis"))));
        answer(response, "drained");
      }
      case "/open" -> {
        Gate.open();
        answer(response, "open");
      }
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  /** Returns when all clients are gone. */
  private void drain(Duration over) throws ServletException {
    Hub hub = (Hub) getServletContext().getAttribute("io.tidewire.Hub");
    try {
      hub.drain(over).toCompletableFuture().get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ServletException("not drained", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServletException("interrupted", e);
    }
  }

  private static void answer(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(text);
  }
}
