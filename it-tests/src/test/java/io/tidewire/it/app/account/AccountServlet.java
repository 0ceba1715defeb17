package io.tidewire.it.app.account;

import io.tidewire.CloseReason;
import io.tidewire.Hub;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Does with users and sessions what a test asks for; it answers with the session's id. */
@WebServlet("/account/*")
public final class AccountServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** Called by the container. */
  public AccountServlet() {}

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (request.getPathInfo()) {
      case "/begin" -> request.getSession(true);
      case "/in" -> signIn(request, request.getParameter("user"));
      case "/logout" -> request.logout();
      case "/invalidate" -> request.getSession(true).invalidate();
      case "/renew" -> renew(request);
      case "/idle" -> request.getSession(true).setMaxInactiveInterval(1);
      case "/end-session" -> end(request.getSession(true).getId());
      case "/end-user" -> hub().user(request.getParameter("user")).disconnect();
      default -> throw new ServletException("no such action");
    }
    HttpSession session = request.getSession(false);
    response.setContentType("text/plain");
    response.getWriter().print(session == null ? "none" : session.getId());
  }

  private static void signIn(HttpServletRequest request, String user) throws ServletException {
    String before = request.getSession(true).getId();
    if (request.getUserPrincipal() != null) {
      request.logout();
    }
    request.login(user, user);
    if (request.getSession(true).getId().equals(before)) {
      request.changeSessionId();
    }
  }

  private static void renew(HttpServletRequest request) {
    request.getSession(true).invalidate();
    request.getSession(true);
  }

  private void end(String session) {
    hub().session(session).disconnect(CloseReason.SIGNED_OUT);
  }

  private Hub hub() {
    return (Hub) getServletContext().getAttribute("io.tidewire.Hub");
  }
}
