package io.tidewire.it.app.blocking;

import io.tidewire.Hub;
import io.tidewire.Message;
import io.tidewire.Topic;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Opens gates, counts who waits at them, and publishes what has to pass one. */
@WebServlet("/gates/*")
public final class GateServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(response, Integer.toString(Gates.waiting(request.getParameter("name"))));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String name = request.getParameter("name");
    if (request.getPathInfo().equals("/publish")) {
      Hub hub = (Hub) getServletContext().getAttribute("io.tidewire.Hub");
      Topic topic = Topic.of(request.getParameter("topic"));
      hub.publish(Message.to(topic, "tick", name).build()).toCompletableFuture().join();
    } else {
      Gates.open(name);
    }
    answer(response, "done");
  }

  private static void answer(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(text);
  }
}
