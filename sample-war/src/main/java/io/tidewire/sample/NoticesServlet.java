package io.tidewire.sample;

import io.tidewire.Hub;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Takes the operator's notices, each to one user, wherever that user is connected. */
@WebServlet("/notices")
public class NoticesServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient BodyReader bodies = new BodyReader();

  @Inject transient Hub hub;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Operator.require(request);
      JsonBody body = bodies.read(request);
      Notice notice = new Notice(new UserName(body.string("to")), body.string("text"));
      hub.user(notice.to().value())
          .publish("notice", Map.of("text", notice.text()))
          .toCompletableFuture()
          .join();
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } catch (RefusedException e) {
      Answers.problem(response, e);
    }
  }
}
