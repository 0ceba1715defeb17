package io.tidewire.chain;

import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Has no path: it is loaded at start-up, when all filters are registered, to say which of them will
 * get in the way of streams.
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
    } catch (RuntimeException e) {
      // What cannot be looked at must not keep an application from starting.
      LOG.log(
          System.Logger.Level.WARNING,
          "the filters of the application could not be checked; one may hold streams back",
          e);
    }
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) throws ServletException {
    throw new ServletException("this servlet has no path");
  }
}
