package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.chain.BrokenChainException;
import io.tidewire.chain.Passage;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.EngineSettings;
import io.tidewire.engine.LimitException;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Admits or refuses, in one place, the requests to the transports over plain HTTP.
 *
 * <p>A GET is admitted immediately. A POST comes twice: the first pass runs through the whole
 * filter chain, checks the head and identifies the caller; when the body has arrived, the request
 * is dispatched again, and the rules are asked about the subscriber of the first pass. So a filter
 * that does not take part in the second pass has still seen the request.
 */
public abstract class HttpDoor extends HttpResource {

  private static final long serialVersionUID = 1L;

  private static final System.Logger LOG = System.getLogger(HttpDoor.class.getName());
  private static final String ASKED = Asked.class.getName();

  private final transient FailureLog failures = new FailureLog(this::write);

  private final boolean lasts;

  /**
   * Allows GET and POST, but not HEAD, whose stream would stay open.
   *
   * @param lasts whether a connection may outlive its request's right, so that it is judged again
   */
  protected HttpDoor(boolean lasts) {
    super("GET, POST");
    this.lasts = lasts;
  }

  @Override
  protected final void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, new Passage(request, response), this::get);
  }

  @Override
  protected final void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, new Passage(request, response), this::post);
  }

  /** Performs one pass of a request. */
  @FunctionalInterface
  private interface Pass {
    void run(WebApplication application, HttpServletRequest request, Passage passage)
        throws IOException;
  }

  private void answer(HttpServletRequest request, Passage passage, Pass pass) throws IOException {
    try {
      pass.run(WebApplication.of(getServletContext()), request, passage);
    } catch (BrokenChainException e) {
      if (!passage.response().isCommitted()) {
        Problems.writeFinal(passage.response(), new Refusal(ErrorCode.INTERNAL, e.reason()));
      }
    } catch (OverloadedException e) {
      end(Refusal.of(e), request, passage.response());
    } catch (LimitException e) {
      end(Refusal.of(e), request, passage.response());
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

  private void end(Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refuse(refusal, (Asked) request.getAttribute(ASKED), response);
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

  private void get(WebApplication application, HttpServletRequest request, Passage passage)
      throws IOException {
    Admitted admitted =
        passage
            .ticket(Admitted.class)
            .map(first -> first.continuedBy(request))
            .orElseGet(() -> enter(application, request));
    passage.requireAsync();
    if (!passage.detours(admitted)) {
      serve(application, admitted, passage.direct());
    }
  }

  private Admitted enter(WebApplication application, HttpServletRequest request) {
    Asked asked = Asked.inQuery(request);
    request.setAttribute(ASKED, asked);
    HttpConnectRequest arrival = new HttpConnectRequest(request);
    application.gate().enter(arrival);
    application.requireLog();
    return admit(application, request, identify(application, arrival), asked);
  }

  private Rights identify(WebApplication application, HttpConnectRequest arrival) {
    Gate gate = application.gate();
    return lasts ? gate.identify(arrival) : gate.identifyForNow(arrival);
  }

  private void post(WebApplication application, HttpServletRequest request, Passage passage)
      throws IOException {
    Posted posted = passage.ticket(Posted.class).orElse(null);
    if (posted == null) {
      receive(application, request, passage);
      return;
    }
    if (!posted.body().isWhole() && request.getProtocol().startsWith("HTTP/1")) {
      // What is still to come of the body must not be taken for the next request.
      passage.response().setHeader("Connection", "close");
    }
    Asked asked = Asked.inBody(request, posted.body().text());
    request.setAttribute(ASKED, asked);
    Rights rights = Objects.requireNonNull(posted.rights(), "refused");
    Admitted admitted = admit(application, request, rights, asked);
    serve(application, admitted, passage.direct());
  }

  private void receive(WebApplication application, HttpServletRequest request, Passage passage)
      throws IOException {
    EngineSettings settings = application.settings().engine();
    RequestBody body = new RequestBody(application.bodies(), settings.limits().message());
    Rights rights = null;
    try {
      rights = judgeHead(application, request);
    } catch (Refusal refusal) {
      if (!RequestBody.isOutstanding(request) || !request.isAsyncSupported()) {
        throw refusal;
      }
      body.reject(refusal);
    }
    passage.requireAsync();
    AsyncContext async = passage.leave(new Posted(rights, body));
    body.receive(request, async, passage.direct(), settings.liveness().sendTimeout().toMillis());
  }

  private Rights judgeHead(WebApplication application, HttpServletRequest request) {
    HttpConnectRequest arrival = new HttpConnectRequest(request);
    application.gate().enter(arrival);
    RequestBody.checkHead(request, application.settings().engine().limits().message());
    application.requireLog();
    Rights rights = identify(application, arrival);
    application.requireOpen();
    return rights;
  }

  /** Carries what the first pass of a POST leaves for the second; no rights if it is refused. */
  private record Posted(@Nullable Rights rights, RequestBody body) {}

  private static Admitted admit(
      WebApplication application, HttpServletRequest request, Rights rights, Asked asked) {
    int most = application.settings().engine().limits().subscriptions();
    SubscribeRequest wishes =
        new SubscribeQuery(most)
            .read(asked.topics(), asked.cursors(), asked.option("rewind"), null);
    wishes.wishes().forEach(wish -> rights.checkSubscribeHere(wish.pattern()));
    if (application.settings().http().userTopic()) {
      wishes = UserTopic.addedTo(wishes, rights.subscriber(), most);
    }
    return new Admitted(request, rights, wishes, asked);
  }

  /**
   * Serves an admitted request.
   *
   * @param application the application
   * @param admitted what was admitted
   * @param response the response, untouched but for CORS headers
   * @throws IOException if the response cannot be written
   */
  protected abstract void serve(
      WebApplication application, Admitted admitted, HttpServletResponse response)
      throws IOException;

  /**
   * Tells the client why its request is refused.
   *
   * @param refusal why
   * @param asked what it asked for, or null if that is not known yet
   * @param response an uncommitted response
   * @throws IOException if the response cannot be written
   */
  protected void refuse(Refusal refusal, @Nullable Asked asked, HttpServletResponse response)
      throws IOException {
    Problems.write(response, refusal);
  }

  /**
   * Holds a request that may be served.
   *
   * @param request the request
   * @param rights who sent it, and what that may do
   * @param wishes what to subscribe to, allowed by the rules
   * @param asked what else it asks for
   */
  protected record Admitted(
      HttpServletRequest request, Rights rights, SubscribeRequest wishes, Asked asked) {

    Admitted continuedBy(HttpServletRequest dispatched) {
      return new Admitted(dispatched, rights, wishes, asked);
    }
  }
}
