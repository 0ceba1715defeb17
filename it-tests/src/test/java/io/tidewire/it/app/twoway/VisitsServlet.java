package io.tidewire.it.app.twoway;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells what became of a connection. */
@WebServlet("/visits")
public class VisitsServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Visits visits;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    response.getWriter().print(String.join(", ", visits.of(request.getParameter("connection"))));
  }
}
