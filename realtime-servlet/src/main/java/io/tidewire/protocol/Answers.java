package io.tidewire.protocol;

import io.tidewire.engine.HubEngine;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.wire.Control;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Waits, without a thread, for the answers to one request's commands, and writes them. The first of
 * answers, time and the application's end decides what they are. They are not written by a pass of
 * the request, since a container may lose a dispatch by another thread: Payara 6 does in the moment
 * in which its own thread leaves the request, and others as they stop an application.
 */
final class Answers implements AsyncListener {

  private final PostedCommands commands;
  private final Postings postings;
  private final NonBlockingResponse response;
  private final Runnable over;

  private Answers(
      PostedCommands commands, Postings postings, NonBlockingResponse response, Runnable over) {
    this.commands = commands;
    this.postings = postings;
    this.response = response;
    this.over = over;
  }

  /**
   * Starts to wait; the request's own thread must do nothing after this call.
   *
   * @param commands the commands
   * @param postings where it is answered if the application ends
   * @param async the request, in asynchronous mode and with its timeout
   * @param response its response, for which {@link #prepare} was called
   * @param over run when they are written, or nobody reads them any more
   * @throws IOException if the response has no stream
   */
  static void await(
      PostedCommands commands,
      Postings postings,
      AsyncContext async,
      HttpServletResponse response,
      Runnable over)
      throws IOException {
    NonBlockingResponse output = new NonBlockingResponse(async, response);
    Answers answers = new Answers(commands, postings, output, over);
    // Before that of the response, which ends it at the timeout.
    async.addListener(answers);
    output.start();
    postings.opened(answers);
    CompletableFuture<Void> unused =
        commands.answered().thenRun(() -> answers.tell(PostedCommands.TOO_LATE));
  }

  /** Sets what all answers have in their head. */
  static void prepare(HttpServletResponse response) {
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
  }

  /** Counts what is refused, and returns the answers as a body. */
  static byte[] body(HubEngine hub, List<Control> answers) {
    StringBuilder body = new StringBuilder("[");
    for (Control answer : answers) {
      if (answer instanceof Control.Error error) {
        hub.countRefusal(error.code());
      }
      body.append(body.length() == 1 ? "" : ",").append(answer.json());
    }
    return body.append(']').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the answers that are there as the application ends, for which nobody waits then. */
  void endNow() {
    tell("the application is shutting down");
    over.run();
  }

  private void tell(String otherwise) {
    if (commands.claim()) {
      postings.ended(this);
      response.finish(body(postings.hub(), commands.answers(otherwise)));
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    tell(PostedCommands.TOO_LATE);
  }

  @Override
  public void onError(AsyncEvent event) {
    ended();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    ended();
  }

  private void ended() {
    postings.ended(this);
    over.run();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Only a dispatch starts another cycle, and this request is not dispatched any more.
  }
}
