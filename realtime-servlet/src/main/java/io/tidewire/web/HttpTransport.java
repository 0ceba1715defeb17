package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.chain.BrokenChainException;
import io.tidewire.chain.Passage;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the transports over plain HTTP do first: admit the request, or refuse it in one place. */
public abstract class HttpTransport extends HttpResource {

  private static final long serialVersionUID = 1L;

  /** Called by the transports, none of which answers HEAD: its stream would be held open. */
  protected HttpTransport() {
    super("GET");
  }

  @Override
  protected final void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    WebApplication application = WebApplication.of(getServletContext());
    Passage passage = new Passage(request, response);
    try {
      pass(application, request, passage);
    } catch (BrokenChainException e) {
      if (!passage.response().isCommitted()) {
        Problems.write(
            passage.response(),
            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
            ErrorCode.INTERNAL,
            e.reason());
      }
    } catch (OverloadedException e) {
      Refusal refusal = new Refusal(ErrorCode.OVERLOADED, String.valueOf(e.getMessage()));
      end(refusal, request, passage.response());
    } catch (Refusal refusal) {
      end(refusal, request, passage.response());
    }
  }

  private void pass(WebApplication application, HttpServletRequest request, Passage passage)
      throws IOException {
    Admission admission =
        passage
            .ticket(Admission.class)
            .map(first -> first.continuedBy(request))
            .orElseGet(() -> admit(application, request));
    passage.requireAsync();
    if (!passage.detours(admission)) {
      serve(application, admission, passage.direct());
    }
  }

  private void end(Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refuse(refusal, request, response);
    if (request.isAsyncStarted()) {
      request.getAsyncContext().complete();
    }
  }

  /**
   * Serves an admitted request.
   *
   * @param application the application
   * @param admission what was admitted
   * @param response the response, untouched but for CORS headers
   * @throws IOException if the response cannot be written
   */
  protected abstract void serve(
      WebApplication application, Admission admission, HttpServletResponse response)
      throws IOException;

  /**
   * Tells the client why it is not served.
   *
   * @param refusal why
   * @param request the request
   * @param response an uncommitted response
   * @throws IOException if the response cannot be written
   */
  protected void refuse(Refusal refusal, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problems.write(response, refusal);
  }

  private static Admission admit(WebApplication application, HttpServletRequest request) {
    HttpConnectRequest sender = new HttpConnectRequest(request);
    application.gate().checkOrigin(sender);
    Subscriber subscriber = application.gate().identify(sender);
    List<String> cursors = cursors(request);
    String rewind = request.getParameter("rewind");
    SubscribeRequest wishes =
        new SubscribeQuery(application.settings().engine().limits().subscriptions())
            .read(all(request, "topic"), cursors, rewind, null);
    Rights rights = application.gate().rights(subscriber, sender.transport());
    wishes.wishes().forEach(wish -> rights.checkSubscribe(wish.pattern()));
    return new Admission(request, subscriber, wishes, !cursors.isEmpty() || rewind != null);
  }

  private static List<String> cursors(HttpServletRequest request) {
    String header = request.getHeader("Last-Event-ID");
    if (header != null && !header.isBlank()) {
      return List.of(header.trim());
    }
    List<String> parameters = all(request, "lastEventId");
    return parameters.isEmpty() ? all(request, "since") : parameters;
  }

  private static List<String> all(HttpServletRequest request, String name) {
    String @Nullable [] values = request.getParameterValues(name);
    return values == null ? List.of() : List.of(values);
  }

  /**
   * Reads a whole number.
   *
   * @param request the request
   * @param name the parameter's name
   * @param fallback its value if it is not given
   * @param most its greatest value; 0 is the least
   * @return the number
   * @throws Refusal if it is none
   */
  protected static int number(HttpServletRequest request, String name, int fallback, int most) {
    String text = request.getParameter(name);
    if (text == null) {
      return fallback;
    }
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > most) {
      throw new Refusal(ErrorCode.BAD_REQUEST, name + " is not a number from 0 to " + most);
    }
    return Integer.parseInt(text);
  }

  /**
   * A request that may be served.
   *
   * @param request the request
   * @param subscriber who sent it
   * @param wishes what to subscribe to, allowed by the rules
   * @param hasStart whether the client said where to begin
   */
  protected record Admission(
      HttpServletRequest request,
      Subscriber subscriber,
      SubscribeRequest wishes,
      boolean hasStart) {

    Admission continuedBy(HttpServletRequest dispatched) {
      return new Admission(dispatched, subscriber, wishes, hasStart);
    }
  }
}
