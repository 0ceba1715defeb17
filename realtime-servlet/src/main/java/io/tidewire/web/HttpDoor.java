package io.tidewire.web;

import io.tidewire.chain.Passage;
import io.tidewire.engine.SubscribeRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Admits or refuses, in one place, the requests to the transports over plain HTTP.
 *
 * <p>A GET is admitted immediately. A POST comes twice: the first pass runs through the whole
 * filter chain, checks the head and identifies the caller; when the body has arrived, the request
 * is dispatched again, and the rules are asked about the subscriber of the first pass. So a filter
 * that does not take part in the second pass has still seen the request.
 */
public abstract class HttpDoor extends ChainedResource {

  private static final long serialVersionUID = 1L;

  private static final String ASKED = Asked.class.getName();

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
    answer(request, response, this::get);
  }

  @Override
  protected final void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, response, this::post);
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
    return admit(application, request, identify(application, arrival), asked);
  }

  /** Identifies a client, unless nothing could be sent to it yet. */
  private Rights identify(WebApplication application, HttpConnectRequest arrival) {
    application.requireLog();
    Gate gate = application.gate();
    return lasts ? gate.identify(arrival) : gate.identifyForNow(arrival);
  }

  private void post(WebApplication application, HttpServletRequest request, Passage passage)
      throws IOException {
    PostedBody posted = passage.ticket(PostedBody.class).orElse(null);
    if (posted == null) {
      PostedBody.receive(application, request, passage, this::identify);
      return;
    }
    Asked asked = Asked.inBody(request, posted.text(request, passage));
    request.setAttribute(ASKED, asked);
    serve(application, admit(application, request, posted.rights(), asked), passage.direct());
  }

  private static Admitted admit(
      WebApplication application, HttpServletRequest request, Rights rights, Asked asked) {
    int most = application.settings().engine().limits().subscriptions();
    SubscribeRequest wishes =
        new SubscribeQuery(application.hub())
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

  @Override
  protected final void refuse(
      Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refuse(refusal, (Asked) request.getAttribute(ASKED), response);
  }

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
    Problems.write(WebApplication.of(getServletContext()), response, refusal);
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
