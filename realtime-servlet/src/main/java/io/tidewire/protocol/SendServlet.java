package io.tidewire.protocol;

import io.tidewire.Sender;
import io.tidewire.chain.Passage;
import io.tidewire.inbound.Addresses;
import io.tidewire.limits.LimitSettings;
import io.tidewire.web.ChainedResource;
import io.tidewire.web.PostedBody;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.window.Ticker;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code POST send}: commands of clients without a WebSocket. The first pass judges the
 * head, the second begins the commands when the body has arrived, and a third answers when all of
 * them are carried out, unless that takes no time. No thread waits in between.
 */
public final class SendServlet extends ChainedResource {

  private static final long serialVersionUID = 1L;
  private static final String POSTING = SendServlet.class.getName();

  /** Beside what the application and the log may take. */
  private static final Duration SPARE = Duration.ofSeconds(5);

  /** Called by the container. */
  public SendServlet() {
    super("POST");
  }

  /** What the servlet needs of its application. */
  private record Posting(Commands commands, Quota quota) {}

  /**
   * Gives the servlet of a context what it needs.
   *
   * @param context the context
   * @param application the application
   * @param addresses where clients may send
   */
  public static void open(ServletContext context, WebApplication application, Addresses addresses) {
    LimitSettings limits = application.settings().engine().limits().clients();
    Quota quota = new Quota(limits.inbound(), limits.messages(), Ticker.system());
    context.setAttribute(POSTING, new Posting(new Commands(application, addresses), quota));
  }

  /** Sends commands by a request of its own. */
  private record PostCaller(Rights rights) implements Caller {

    @Override
    public Sender sender() {
      return Sender.of(rights.subscriber().name(), rights.identity().clientKey());
    }

    @Override
    public @Nullable String connection() {
      return null;
    }

    @Override
    public @Nullable String keySpace() {
      String user = rights.subscriber().name();
      String client = rights.identity().client();
      if (user != null) {
        return "u:" + user;
      }
      return client == null ? null : "c:" + client;
    }

    /** {@return for whom commands under way are counted together} */
    String counted() {
      String space = keySpace();
      return space == null ? "a:" + rights.identity().address() : space;
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, response, this::pass);
  }

  private void pass(WebApplication application, HttpServletRequest request, Passage passage)
      throws IOException {
    Object ticket = passage.ticket(Object.class).orElse(null);
    if (ticket instanceof Answers answers) {
      write(answers.given(), passage.direct());
    } else if (ticket instanceof PostedBody posted) {
      begin(application, request, passage, posted);
    } else {
      PostedBody.receive(
          application, request, passage, (here, arrival) -> here.gate().identify(arrival));
    }
  }

  private void begin(
      WebApplication application, HttpServletRequest request, Passage passage, PostedBody posted)
      throws IOException {
    Posting posting = (Posting) getServletContext().getAttribute(POSTING);
    List<?> objects = PostedCommands.read(posted.text(request, passage));
    PostCaller caller = new PostCaller(posted.rights());
    take(application, posting.quota(), caller, objects.size());
    CompletableFuture<List<Control>> all =
        PostedCommands.carryOut(posting.commands(), objects, caller)
            .whenComplete(
                (done, failure) -> posting.quota().release(caller.counted(), objects.size()))
            .toCompletableFuture();
    if (all.isDone()) {
      write(all.join(), passage.direct());
    } else {
      Answers answers = new Answers(all, request.getServletPath());
      AsyncContext async = passage.leave(answers);
      async.setTimeout(patience(application).toMillis());
      answers.await(async);
    }
  }

  private static Duration patience(WebApplication application) {
    return application
        .settings()
        .applicationTimeout()
        .plus(application.settings().engine().logTimeout())
        .plus(SPARE);
  }

  private static void take(
      WebApplication application, Quota quota, PostCaller caller, int commands) {
    quota
        .take(caller.counted(), commands)
        .ifPresent(
            why -> {
              application.hub().refused(ErrorCode.RATE_LIMITED.code(), why);
              throw new Refusal(ErrorCode.RATE_LIMITED, why);
            });
  }

  private static void write(List<Control> answers, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    ServletOutputStream out = response.getOutputStream();
    String separator = "[";
    for (Control answer : answers) {
      out.write((separator + answer.json()).getBytes(StandardCharsets.UTF_8));
      separator = ",";
    }
    out.write(']');
  }
}
