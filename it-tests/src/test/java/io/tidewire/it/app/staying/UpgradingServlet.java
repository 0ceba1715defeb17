package io.tidewire.it.app.staying;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;

/** Upgrades requests, without any use of it. */
@WebServlet("/upgrade")
public class UpgradingServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Upgrade", "nothing");
    response.setHeader("Connection", "Upgrade");
    request.upgrade(Leaving.class);
  }

  /** Leaves at once. */
  public static class Leaving implements HttpUpgradeHandler {
    @Override
    public void init(WebConnection connection) {
      try {
        connection.close();
      } catch (Exception e) {
        throw new IllegalStateException("a connection cannot be closed", e);
      }
    }

    @Override
    public void destroy() {}
  }
}
