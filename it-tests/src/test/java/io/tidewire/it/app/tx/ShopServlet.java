package io.tidewire.it.app.tx;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Calls the business code at a test's request, and says what has become of the call. */
@WebServlet("/shop/*")
public class ShopServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Shipments shipments;
  @Inject private transient CdiShop cdi;
  @EJB private transient EjbShop ejb;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(response, shipments.rows(request.getParameter("region")).toString());
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    shipments.prepare();
    AtomicBoolean done = new AtomicBoolean();
    try {
      ship(request, done);
      answer(response, "returned");
    } catch (Exception e) { // an interceptor may throw what the method does not declare
      answer(response, (done.get() ? "failed in the commit: " : "failed in the work: ") + e);
    }
  }

  private void ship(HttpServletRequest request, AtomicBoolean done) {
    String region = request.getParameter("region");
    List<Integer> numbers =
        Arrays.stream(request.getParameterValues("n")).map(Integer::valueOf).toList();
    Ending ending = Ending.valueOf(request.getParameter("ending"));
    switch (request.getPathInfo()) {
      case "/cdi" -> cdi.ship(region, numbers, ending, done);
      case "/ejb" -> ejb.ship(region, numbers, ending, done);
      case "/cdi-apart" -> cdi.shipAround(region, numbers, ending);
      case "/ejb-apart" -> ejb.shipAround(region, numbers, ending);
      default -> throw new IllegalArgumentException(request.getPathInfo());
    }
  }

  private static void answer(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain");
    response.setCharacterEncoding("UTF-8");
    response.getWriter().write(text);
  }
}
