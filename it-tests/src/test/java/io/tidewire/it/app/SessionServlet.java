package io.tidewire.it.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Begins an HTTP session. */
@WebServlet("/session")
public final class SessionServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Called by the container. */
  public SessionServlet() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.getSession().setAttribute("seen", "yes");
    response.getWriter().print("begun");
  }
}
