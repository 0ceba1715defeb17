package io.tidewire.it.app.cdi;

import io.tidewire.cdi.Push;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Fires events at a test's request, as an application's business code would. */
@WebServlet("/fire/*")
public class FireServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Event<Shipped> shipped;

  @Inject
  @Push("open/arrived/{region}")
  private transient Event<Arrived> arrived;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String region = request.getParameter("region");
    int n = Integer.parseInt(request.getParameter("n"));
    switch (request.getPathInfo()) {
      case "/class" -> shipped.fire(new Shipped(region, n));
      case "/point" -> arrived.fire(new Arrived(region, n));
      case "/async" -> shipped.fireAsync(new Shipped(region, n)).toCompletableFuture().join();
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
