package io.tidewire.web;

import io.tidewire.chain.Passage;
import io.tidewire.engine.EngineSettings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Carries the body of a POST from the first pass, which judges the head and identifies the sender,
 * to the second, which begins when the body has arrived. No thread waits in between.
 */
public final class PostedBody {

  private final @Nullable Rights rights;
  private final RequestBody body;

  private PostedBody(@Nullable Rights rights, RequestBody body) {
    this.rights = rights;
    this.body = body;
  }

  /**
   * Judges the head of a request, and starts to receive its body. The request comes back by a
   * dispatch, with this as its ticket; its own thread must do nothing after this call.
   *
   * @param application the application
   * @param request the request
   * @param passage its first pass
   * @param identify tells who sends it, and refuses what the head alone rules out
   * @throws IOException if the body cannot be read
   * @throws Refusal if it is refused, and no body is to come
   */
  public static void receive(
      WebApplication application,
      HttpServletRequest request,
      Passage passage,
      BiFunction<WebApplication, HttpConnectRequest, Rights> identify)
      throws IOException {
    EngineSettings settings = application.settings().engine();
    long address = application.gate().addressOf(new HttpConnectRequest(request));
    RequestBody body = new RequestBody(application, settings.limits().message(), address);
    Rights rights = null;
    try {
      rights = judgeHead(application, request, identify);
    } catch (Refusal refusal) {
      if (!RequestBody.isOutstanding(request) || !request.isAsyncSupported()) {
        throw refusal;
      }
      body.reject(refusal);
    }
    passage.requireAsync();
    AsyncContext async = passage.leave(new PostedBody(rights, body));
    body.receive(request, async, passage.direct(), settings.liveness().sendTimeout().toMillis());
  }

  private static Rights judgeHead(
      WebApplication application,
      HttpServletRequest request,
      BiFunction<WebApplication, HttpConnectRequest, Rights> identify) {
    HttpConnectRequest arrival = new HttpConnectRequest(request);
    application.gate().enter(arrival);
    RequestBody.checkHead(request, application.settings().engine().limits().message());
    Rights rights = identify.apply(application, arrival);
    application.requireOpen();
    return rights;
  }

  /**
   * Returns the text of the body.
   *
   * @param request the request
   * @param passage its second pass
   * @return the text
   * @throws Refusal if the head was refused, or the body did not arrive whole and in time, or is no
   *     UTF-8
   */
  public String text(HttpServletRequest request, Passage passage) {
    if (!body.isWhole() && new HttpConnectRequest(request).hasOwnConnection()) {
      // What is still to come of the body must not be taken for the next request.
      passage.response().setHeader("Connection", "close");
    }
    return body.text();
  }

  /** {@return who sent it, and what that may do; only if there is a {@link #text}} */
  public Rights rights() {
    return Objects.requireNonNull(rights, "refused");
  }
}
