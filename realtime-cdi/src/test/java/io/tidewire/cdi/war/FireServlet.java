package io.tidewire.cdi.war;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Fires an event and answers what was published. */
@WebServlet("/fire")
public class FireServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Event<OrderShipped> shipped;
  @Inject private transient WireTap tap;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    shipped.fire(new OrderShipped("eu"));
    shipped.fireAsync(new OrderShipped("us"));
    try {
      response.getWriter().print(tap.next() + ", " + tap.next());
    } catch (InterruptedException e) {
      throw new ServletException(e);
    }
  }
}
