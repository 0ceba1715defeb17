package io.tidewire.it.app.ear.web;

import io.tidewire.it.app.ear.ejb.Warehouse;
import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Calls the enterprise bean at a test's request. */
@WebServlet("/dispatch")
public class DispatchServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @EJB private transient Warehouse warehouse;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    warehouse.ship(request.getParameter("region"), Integer.parseInt(request.getParameter("n")));
  }
}
