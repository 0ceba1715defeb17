package io.tidewire.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Does with the caller's session what the query says, and answers with who the caller is then. */
public final class AccountServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (String.valueOf(request.getQueryString())) {
      case "logout" -> request.logout();
      case "invalidate" -> request.getSession().invalidate();
      case "rename" -> request.changeSessionId();
      case "ben" -> {
        request.logout();
        request.login("ben", "secret");
      }
      default -> {}
    }
    response.getWriter().write(String.valueOf(request.getUserPrincipal()));
  }
}
