package io.tidewire.benchmarks.targets;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/** {@code POST publish/<topic>} takes a message; {@code GET heap} tells the live heap in bytes. */
final class ControlServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final int COLLECTIONS = 3;

  private final transient Target target;

  ControlServlet(Target target) {
    this.target = target;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = request.getInputStream().readNBytes(request.getContentLength());
    String topic = request.getPathInfo().substring(1);
    target.publish(topic, new String(body, StandardCharsets.UTF_8));
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    response.getWriter().print(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }
}
