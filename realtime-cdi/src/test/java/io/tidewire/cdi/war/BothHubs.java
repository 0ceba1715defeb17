package io.tidewire.cdi.war;

import io.tidewire.Hub;
import io.tidewire.Position;
import io.tidewire.Topic;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Publishes by the bean and by the context in turn; they have one order. */
@WebServlet("/both")
public class BothHubs extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject Hub bean;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Hub context = (Hub) getServletContext().getAttribute("io.tidewire.Hub");
    Position first = publish(bean);
    Position second = publish(context);
    Position third = publish(context.afterCommit());
    response
        .getWriter()
        .print(
            first.sequence()
                + " "
                + second.sequence()
                + " "
                + third.sequence()
                + " "
                + first.epoch().equals(third.epoch()));
  }

  private static Position publish(Hub hub) {
    return hub.publish(Topic.of("both"), "n", "x").toCompletableFuture().join();
  }
}
