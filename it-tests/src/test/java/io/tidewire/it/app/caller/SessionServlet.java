package io.tidewire.it.app.caller;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Begins and ends sessions, and tells what was measured. */
@WebServlet({"/enter", "/leave", "/fastest"})
public class SessionServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Login login;
  @Inject private transient Tenants tenants;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    if (request.getServletPath().equals("/fastest")) {
      response.getWriter().print(tenants.fastestNanos());
    } else if (request.getServletPath().equals("/enter")) {
      request.getSession(true).setAttribute("customer", request.getParameter("customer"));
      login.enter(request.getParameter("tenant"));
      response.getWriter().print("entered");
    } else {
      HttpSession session = request.getSession(false);
      if (session != null) {
        session.invalidate();
      }
      response.getWriter().print("left");
    }
  }
}
