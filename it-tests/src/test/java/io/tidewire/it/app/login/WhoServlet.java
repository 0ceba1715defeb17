package io.tidewire.it.app.login;

import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/** Tells whom the servlet container takes the caller for, and whom Jakarta Security. */
@WebServlet("/who")
public class WhoServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient SecurityContext security;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    response
        .getWriter()
        .write(name(request.getUserPrincipal()) + " " + name(security.getCallerPrincipal()));
  }

  private static String name(Principal principal) {
    return principal == null ? "nobody" : principal.getName();
  }
}
