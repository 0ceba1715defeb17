package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** {@code POST sign-in/<user>} signs a user in, by the container, with a new session. */
final class SignInServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    // There must be a session to remember the user.
    HttpSession unused = request.getSession();
    request.login(request.getPathInfo().substring(1), AnyUser.PASSWORD);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
