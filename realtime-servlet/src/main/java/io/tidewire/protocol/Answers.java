package io.tidewire.protocol;

import io.tidewire.wire.Control;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits, without a thread, for the answers to one request's commands, and then dispatches the
 * request to its own path, where they are written. The first of answers, time and end decides. If
 * that is the end of the application, whose dispatches may go nowhere, they are written at once.
 */
final class Answers implements AsyncListener {

  private static final System.Logger LOG = System.getLogger(Answers.class.getName());

  private final PostedCommands commands;
  private final Postings postings;
  private final String path;
  private final AsyncContext async;
  private final HttpServletResponse response;
  private final AtomicBoolean decided = new AtomicBoolean();

  private Answers(
      PostedCommands commands,
      Postings postings,
      String path,
      AsyncContext async,
      HttpServletResponse response) {
    this.commands = commands;
    this.postings = postings;
    this.path = path;
    this.async = async;
    this.response = response;
  }

  /**
   * Starts to wait; the request's own thread must do nothing after this call.
   *
   * @param commands the commands, which are the ticket of the dispatch
   * @param postings where it is answered if the application ends
   * @param path the request's own path
   * @param async the request, in asynchronous mode and with its timeout
   * @param response its response
   */
  static void await(
      PostedCommands commands,
      Postings postings,
      String path,
      AsyncContext async,
      HttpServletResponse response) {
    Answers answers = new Answers(commands, postings, path, async, response);
    async.addListener(answers);
    postings.opened(answers);
    CompletableFuture<Void> unused = commands.answered().thenRun(answers::answered);
  }

  private void answered() {
    if (!postings.isClosing()) {
      dispatch();
    }
  }

  private void dispatch() {
    if (!decide()) {
      return;
    }
    try {
      async.dispatch(path);
    } catch (IllegalStateException e) {
      // The container ends the application, or the request is gone.
      LOG.log(System.Logger.Level.DEBUG, "answers could not be given", e);
    }
  }

  /** Writes the answers that are there as the application ends. May block. */
  void endNow() {
    if (decide()) {
      tell("the application is shutting down");
    }
  }

  private void tell(String otherwise) {
    if (!commands.claim()) {
      return;
    }
    try {
      write(commands.answers(otherwise), response);
      async.complete();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client could not be told its answers", e);
    }
  }

  private boolean decide() {
    postings.ended(this);
    return decided.compareAndSet(false, true);
  }

  /** Writes answers as the response's body. */
  static void write(List<Control> answers, HttpServletResponse response) throws IOException {
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    StringBuilder body = new StringBuilder("[");
    for (Control answer : answers) {
      body.append(body.length() == 1 ? "" : ",").append(answer.json());
    }
    response.getOutputStream().write(body.append(']').toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Asks for the pass that answers, or answers itself if that pass has been asked for and has not
   * come: Payara 6 may lose a dispatch by another thread in the moment in which the container's own
   * thread leaves the request.
   */
  @Override
  public void onTimeout(AsyncEvent event) {
    if (decided.get()) {
      tell(PostedCommands.TOO_LATE);
    } else {
      dispatch();
    }
  }

  @Override
  public void onError(AsyncEvent event) {
    boolean unused = decide();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    boolean unused = decide();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // The third pass has no listener of its own.
  }
}
