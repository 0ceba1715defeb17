package io.tidewire.servlet;

import io.tidewire.chain.ChainSetup;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread forget the session of a request that goes on without the thread. Requests pass it
 * unchanged.
 *
 * <p>OpenWebBeans, the CDI of TomEE, keeps for each thread the session and the session-scoped beans
 * that its request has used, until that request ends on this thread. An asynchronous one ends on
 * another. So the next request of the thread, whoever sent it, would see the beans of the session
 * before (seen with 2.0.27). It is told by reflection, since the classes are the container's own.
 */
final class SessionForgetter implements Filter {

  private static final System.Logger LOG = System.getLogger(SessionForgetter.class.getName());
  private static final String CONTEXT = "org.apache.webbeans.config.WebBeansContext";
  private static final String SESSION_BEANS =
      "org.apache.webbeans.intercept.SessionScopedBeanInterceptorHandler";
  private static final String FORGET = "removeThreadLocals";

  private final Method current;
  private final Method contexts;
  private final Method forgetContexts;
  private final Method forgetBeans;

  private SessionForgetter(ClassLoader application) throws ReflectiveOperationException {
    Class<?> container = Class.forName(CONTEXT, false, application);
    current = container.getMethod("currentInstance");
    contexts = container.getMethod("getContextsService");
    forgetContexts = contexts.getReturnType().getMethod(FORGET);
    forgetBeans = Class.forName(SESSION_BEANS, false, application).getMethod(FORGET);
  }

  /** {@return a filter for all asynchronous requests; empty where there is no OpenWebBeans} */
  static Optional<SessionForgetter> find(ClassLoader application) {
    try {
      return Optional.of(new SessionForgetter(application));
    } catch (ReflectiveOperationException e) {
      LOG.log(System.Logger.Level.TRACE, "there is no OpenWebBeans, or another one", e);
      return Optional.empty();
    }
  }

  /**
   * Puts one in front of all other filters of the transports, since these may use the session
   * behind the chain.
   *
   * @param application the class loader of the application
   * @param path what the paths of the transports begin with
   */
  static void register(ServletContext context, ClassLoader application, String path) {
    find(application)
        .ifPresent(
            forgetter -> {
              FilterRegistration.Dynamic filter =
                  context.addFilter(ChainSetup.OWN + "forget", forgetter);
              filter.setAsyncSupported(true);
              filter.addMappingForUrlPatterns(
                  EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, path + "/*");
            });
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } finally {
      if (request.isAsyncStarted()) {
        forget();
      }
    }
  }

  private void forget() throws ServletException {
    try {
      @Nullable Object none = null;
      forgetContexts.invoke(contexts.invoke(current.invoke(none)));
      forgetBeans.invoke(none);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof IllegalStateException)) {
        throw new ServletException("a thread of the container keeps the session of a request", e);
      }
      LOG.log(System.Logger.Level.TRACE, "this application has no beans to forget", e);
    } catch (ReflectiveOperationException e) {
      throw new ServletException("a thread of the container keeps the session of a request", e);
    }
  }
}
