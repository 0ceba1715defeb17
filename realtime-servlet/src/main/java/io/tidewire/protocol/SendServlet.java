package io.tidewire.protocol;

import io.tidewire.Sender;
import io.tidewire.chain.Passage;
import io.tidewire.engine.NodeLimits;
import io.tidewire.inbound.Addresses;
import io.tidewire.limits.Bound;
import io.tidewire.transfer.Transfers;
import io.tidewire.web.ChainedResource;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.PostedBody;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code POST send}: commands of clients without a WebSocket. The first pass judges the
 * head, the second begins the commands when the body has arrived. The answer is written when all of
 * them are carried out. No thread waits in between.
 */
public final class SendServlet extends ChainedResource {

  private static final long serialVersionUID = 1L;
  private static final String POSTINGS = SendServlet.class.getName();

  /** Beside what the application and the log may take. */
  private static final Duration SPARE = Duration.ofSeconds(5);

  /** Called by the container. */
  public SendServlet() {
    super("POST");
  }

  /**
   * Gives the servlet of a context what it needs.
   *
   * @param context the context
   * @param application the application
   * @param addresses where clients may send
   * @param transfers what they send in chunks
   * @return what answers the requests that still wait when the application has ended
   */
  public static AutoCloseable open(
      ServletContext context,
      WebApplication application,
      Addresses addresses,
      Transfers transfers) {
    Postings postings = new Postings(application, addresses, transfers);
    context.setAttribute(POSTINGS, postings);
    return postings;
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

    long address() {
      return rights.identity().address();
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
    PostedBody posted = passage.ticket(PostedBody.class).orElse(null);
    if (posted == null) {
      PostedBody.receive(application, request, passage, SendServlet::identify);
      return;
    }
    Runnable over = application.exchange();
    boolean waits = false;
    try {
      waits = begin(application, request, passage, posted, over);
    } finally {
      if (!waits) {
        over.run();
      }
    }
  }

  private static Rights identify(WebApplication application, HttpConnectRequest arrival) {
    application.requireService();
    return application.gate().identify(arrival);
  }

  /**
   * Begins the commands, and answers them if they are carried out at once.
   *
   * @param over to be run when those are answered that take longer
   * @return whether they take longer
   */
  private boolean begin(
      WebApplication application,
      HttpServletRequest request,
      Passage passage,
      PostedBody posted,
      Runnable over)
      throws IOException {
    Postings postings = (Postings) getServletContext().getAttribute(POSTINGS);
    String text = posted.text(request, passage);
    List<?> objects = PostedCommands.read(text);
    PostCaller caller = new PostCaller(posted.rights());
    take(application, postings.quota(), caller, objects.size(), text.length());
    PostedCommands begun = PostedCommands.begin(postings.commands(), objects, caller);
    CompletableFuture<Void> answered =
        begun
            .answered()
            .thenRun(
                () -> {
                  postings.quota().release(caller.counted(), objects.size());
                  application.hub().nodeLimits().received(caller.address(), text.length());
                });
    HttpServletResponse response = passage.direct();
    Answers.prepare(response);
    if (answered.isDone()) {
      List<Control> answers = begun.answers(PostedCommands.TOO_LATE);
      response.getOutputStream().write(Answers.body(application.hub(), answers));
      return false;
    }
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(patience(application).toMillis());
    Answers.await(begun, postings, async, response, over);
    return true;
  }

  private static Duration patience(WebApplication application) {
    return application
        .settings()
        .applicationTimeout()
        .plus(application.settings().engine().logTimeout())
        .plus(SPARE);
  }

  private static void take(
      WebApplication application, Quota quota, PostCaller caller, int commands, int bytes) {
    NodeLimits node = application.hub().nodeLimits();
    if (!node.mayReceive(caller.address(), bytes)) {
      throw new Refusal(ErrorCode.OVERLOADED, node.inboundText());
    }
    Optional<Bound> reached = quota.take(caller.counted(), commands);
    if (reached.isEmpty() && !mayUserSend(node, caller, commands)) {
      quota.release(caller.counted(), commands);
      reached = Optional.of(Bound.MESSAGES_PER_USER);
    }
    reached.ifPresent(
        bound -> {
          String why = "more messages than " + bound + " allows; send them more slowly";
          node.reached().count(bound);
          node.received(caller.address(), bytes);
          throw new Refusal(ErrorCode.RATE_LIMITED, why);
        });
  }

  private static boolean mayUserSend(NodeLimits node, PostCaller caller, int commands) {
    for (int i = 0; i < commands; i++) {
      if (!node.maySend(caller.rights().identity())) {
        return false;
      }
    }
    return true;
  }
}
