package io.tidewire.chain.war;

import io.tidewire.Hub;
import io.tidewire.Payload;
import io.tidewire.Topic;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code POST publish?topic=..&number=..}: the application's business. */
public final class PublishServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    Hub hub = (Hub) getServletContext().getAttribute("io.tidewire.Hub");
    Payload payload = Payload.json("{\"number\":" + request.getParameter("number") + "}");
    hub.publish(Topic.of(request.getParameter("topic")), "counted", payload)
        .toCompletableFuture()
        .join();
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
