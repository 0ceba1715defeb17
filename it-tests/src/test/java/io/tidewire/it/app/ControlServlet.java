package io.tidewire.it.app;

import io.tidewire.CloseReason;
import io.tidewire.Hub;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Does on the server, at a test's request, what an application's business code would do. */
@WebServlet("/control/*")
public final class ControlServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String TYPE = "tick";

  private final ReentrantLock publishing = new ReentrantLock();

  // Guarded by publishing: a topic's running numbers are in its order.
  private final HashMap<String, Integer> numbers = new HashMap<>();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Topic topic = Topic.of(request.getParameter("topic"));
    String fill = request.getParameter("fill");
    answer(
        response,
        hub().subscriptions(topic) + (fill == null ? "" : " ".repeat(Integer.parseInt(fill))));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getPathInfo()) {
      case "/publish" -> answer(response, publish(request).toString());
      case "/binary" -> answer(response, publishBinary(request).toString());
      case "/drain" -> {
        hub().drain(Duration.ofMillis(number(request, "millis")));
        answer(response, "draining");
      }
      case "/disconnect" -> {
        CloseReason reason = CloseReason.valueOf(request.getParameter("reason"));
        hub().user(request.getParameter("user")).disconnect(reason).toCompletableFuture().join();
        answer(response, "disconnected");
      }
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  /** Publishes in turns to each topic; the place of the last event. */
  private Position publish(HttpServletRequest request) {
    int count = number(request, "count");
    int fill = number(request, "fill");
    TopicKind kind = TopicKind.valueOf(request.getParameter("kind"));
    Position last = new Position("none", 0);
    publishing.lock();
    try {
      for (int i = 0; i < count; i++) {
        for (String topic : request.getParameterValues("topic")) {
          int number = numbers.merge(topic, 1, Integer::sum);
          Payload payload =
              Payload.json("{\"n\":" + number + ",\"fill\":\"" + "x".repeat(fill) + "\"}");
          last = append(Message.to(Topic.of(topic), TYPE, payload).kind(kind).build());
        }
      }
    } finally {
      publishing.unlock();
    }
    return last;
  }

  private Position publishBinary(HttpServletRequest request) throws IOException {
    byte[] bytes = request.getInputStream().readAllBytes();
    Topic topic = Topic.of(request.getParameter("topic"));
    return append(Message.to(topic, TYPE, Payload.binary(bytes, "image/png")).build());
  }

  private Position append(Message message) {
    return hub().publish(message).toCompletableFuture().join();
  }

  private Hub hub() {
    return (Hub) getServletContext().getAttribute("io.tidewire.Hub");
  }

  private static int number(HttpServletRequest request, String name) {
    return Integer.parseInt(request.getParameter(name));
  }

  private static void answer(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(text);
  }
}
