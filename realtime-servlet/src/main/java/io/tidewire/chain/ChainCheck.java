package io.tidewire.chain;

import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Warns at start-up, once all filters are registered, about those that will interfere with streams.
 * This servlet has no path.
 */
final class ChainCheck extends GenericServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(ChainCheck.class.getName());

  @Override
  public void init() {
    ServletContext context = getServletContext();
    ChainState state = ChainState.of(context);
    try {
      state
          .report(context)
          .atStart(context.getContextPath())
          .ifPresent(message -> state.tell(System.Logger.Level.WARNING, message));
    } catch (RuntimeException | LinkageError e) {
      // An application must start even if its filters cannot be inspected.
      LOG.log(
          System.Logger.Level.WARNING,
          "the filters of the application could not be checked; one of them may delay streams",
          e);
    }
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) throws ServletException {
    throw new ServletException("this servlet has no path");
  }
}
