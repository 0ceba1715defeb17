package io.tidewire.protocol;

import io.tidewire.web.Refusal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits, without a thread, for the answers to one request's commands, and then dispatches the
 * request to its own path, where they are written. The first of answers, time and end decides.
 */
final class Answers implements AsyncListener {

  private static final System.Logger LOG = System.getLogger(Answers.class.getName());

  private final CompletableFuture<List<Control>> all;
  private final String path;
  private final AtomicBoolean decided = new AtomicBoolean();

  /**
   * @param all the answers; does not fail
   * @param path the request's own path
   */
  Answers(CompletableFuture<List<Control>> all, String path) {
    this.all = all;
    this.path = path;
  }

  /**
   * Starts to wait; the request's own thread must do nothing after this call.
   *
   * @param async the request, in asynchronous mode and with its timeout
   */
  void await(AsyncContext async) {
    async.addListener(this);
    CompletableFuture<List<Control>> unused =
        all.whenComplete((answers, failure) -> dispatch(async));
  }

  /**
   * {@return the answers}
   *
   * @throws Refusal if they have not come in time
   */
  List<Control> given() {
    if (!all.isDone()) {
      throw new Refusal(ErrorCode.OVERLOADED, "the messages were not handled in time");
    }
    return all.join();
  }

  private void dispatch(AsyncContext async) {
    if (!decided.compareAndSet(false, true)) {
      return;
    }
    try {
      async.dispatch(path);
    } catch (IllegalStateException e) {
      // The container ends the application, or the request is gone.
      LOG.log(System.Logger.Level.DEBUG, "answers could not be given", e);
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    dispatch(event.getAsyncContext());
  }

  @Override
  public void onError(AsyncEvent event) {
    decided.set(true);
  }

  @Override
  public void onComplete(AsyncEvent event) {
    decided.set(true);
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // The third pass has no listener of its own.
  }
}
