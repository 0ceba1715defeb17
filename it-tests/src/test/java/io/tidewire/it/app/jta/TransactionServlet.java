package io.tidewire.it.app.jta;

import io.tidewire.Hub;
import io.tidewire.Topic;
import io.tidewire.it.app.cdi.Shipped;
import jakarta.annotation.Resource;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;

/** Fires events within transactions, as an application's business code would. */
@WebServlet("/transaction/*")
public class TransactionServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Event<Shipped> shipped;
  @Inject private transient Hub hub;
  @Resource private transient UserTransaction transaction;

  /** Fires, and then publishes a greater number without regard to the transaction. */
  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    String region = request.getParameter("region");
    int n = Integer.parseInt(request.getParameter("n"));
    Topic topic = Topic.of("open/shipped/" + region);
    try {
      transaction.begin();
      shipped.fire(new Shipped(region, n));
      hub.publish(topic, "at-once", new Shipped(region, n + 1)).toCompletableFuture().join();
      if (request.getPathInfo().equals("/commit")) {
        transaction.commit();
      } else {
        transaction.rollback();
      }
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }
}
