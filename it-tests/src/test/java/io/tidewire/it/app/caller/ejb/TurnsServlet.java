package io.tidewire.it.app.caller.ejb;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Tells how many users at most one thread has asked the rules as, and how much heap it takes to
 * keep a caller.
 */
@WebServlet({"/turns", "/bytes"})
public class TurnsServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final int CAPTURES = 20_000;

  @Inject private transient VaultRules rules;
  @Resource private transient ContextService contexts;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    response
        .getWriter()
        .print(request.getServletPath().equals("/turns") ? rules.mostOnOneThread() : bytes());
  }

  private long bytes() {
    List<Executor> captures = new ArrayList<>(CAPTURES);
    long before = used();
    for (int i = 0; i < CAPTURES; i++) {
      captures.add(contexts.createContextualProxy(Runnable::run, Executor.class));
    }
    long after = used();
    return (after - before) / captures.size();
  }

  private static long used() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
