package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.chain.BrokenChainException;
import io.tidewire.chain.Passage;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.LimitException;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Leads requests past the application's filters, in one pass or several, and answers with a problem
 * whatever fails on the way.
 */
public abstract class ChainedResource extends HttpResource {

  private static final long serialVersionUID = 1L;

  private static final System.Logger LOG = System.getLogger(ChainedResource.class.getName());

  private final transient FailureLog failures = new FailureLog(this::write);

  /**
   * Creates a resource.
   *
   * @param methods the methods that it has besides {@code OPTIONS}, as {@link HttpResource} takes
   *     them
   */
  protected ChainedResource(String methods) {
    super(methods);
  }

  /** Performs one pass of a request. */
  @FunctionalInterface
  protected interface Pass {

    /**
     * Performs the pass.
     *
     * @param application the application
     * @param request the request
     * @param passage its way through the filters
     * @throws IOException if the response cannot be written
     */
    void run(WebApplication application, HttpServletRequest request, Passage passage)
        throws IOException;
  }

  /**
   * Performs a pass, and answers if it fails.
   *
   * @param request the request
   * @param response the response
   * @param pass the pass
   * @throws IOException if the response cannot be written
   */
  protected final void answer(HttpServletRequest request, HttpServletResponse response, Pass pass)
      throws IOException {
    Passage passage = new Passage(request, response);
    try {
      pass.run(WebApplication.of(getServletContext()), request, passage);
    } catch (BrokenChainException e) {
      if (!passage.response().isCommitted()) {
        Problems.writeFinal(
            WebApplication.of(getServletContext()),
            passage.response(),
            new Refusal(ErrorCode.INTERNAL, e.reason()));
      }
    } catch (OverloadedException e) {
      end(tooMany(Refusal.of(e), request), request, passage.response());
    } catch (LimitException e) {
      end(tooMany(Refusal.of(e), request), request, passage.response());
    } catch (Refusal refusal) {
      end(refusal, request, passage.response());
    } catch (RuntimeException | Error e) {
      fail(e, request, passage.response());
    }
  }

  /** Writes what may repeat what a client sent, unless there is no hub to bound it. */
  private void write(String message, @Nullable Throwable thrown) {
    WebApplication.find(getServletContext())
        .ifPresentOrElse(
            application ->
                application
                    .hub()
                    .boundedLog()
                    .log(BoundedLog.Kind.REQUEST_FAILURE, LOG, message, thrown),
            () -> LOG.log(System.Logger.Level.ERROR, message, thrown));
  }

  /** Answers itself, since the container's own error page may show the stack trace. */
  private void fail(Throwable fault, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    failures.failed(
        "the request " + request.getServletPath(),
        fault,
        "its client is told to come back after 30 seconds or more");
    if (!response.isCommitted()) {
      end(new Refusal(ErrorCode.INTERNAL, "the server failed on this request"), request, response);
    }
  }

  private static Refusal tooMany(Refusal refusal, HttpServletRequest request) {
    return refusal.endingConnectionOf(new HttpConnectRequest(request));
  }

  private void end(Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refuse(refusal, request, response);
    if (request.isAsyncStarted()) {
      complete(request.getAsyncContext());
    }
  }

  /** Completes a request that its stream may have completed already; Tomcat calls it started. */
  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "a request had been completed before", e);
    }
  }

  /**
   * Tells the client why its request is refused.
   *
   * @param refusal why
   * @param request the request
   * @param response an uncommitted response
   * @throws IOException if the response cannot be written
   */
  protected void refuse(Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problems.write(WebApplication.of(getServletContext()), response, refusal);
  }
}
