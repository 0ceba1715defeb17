package io.tidewire.it.app;

import io.tidewire.Hub;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a server in the middle of stopping its application: it returns when all clients over HTTP
 * have gone, or have stayed for longer than any server's own look at its requests takes to come.
 */
@WebServlet(urlPatterns = "/slow-to-stop", loadOnStartup = 1)
public class SlowToStop extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(4);

  private static final int WEB_SOCKETS = 1;

  @Override
  public void destroy() {
    Hub hub = (Hub) getServletContext().getAttribute("io.tidewire.Hub");
    long begin = System.nanoTime();
    while (hub.stats().connections() > WEB_SOCKETS && System.nanoTime() - begin < PATIENCE) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
