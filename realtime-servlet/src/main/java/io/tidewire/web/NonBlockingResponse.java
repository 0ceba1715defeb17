package io.tidewire.web;

import io.tidewire.CloseReason;
import io.tidewire.engine.Connection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** The response to a request in asynchronous mode, written without ever blocking. */
public final class NonBlockingResponse extends NonBlockingOutput implements AsyncListener {

  private final AsyncContext async;
  private final ServletResponse response;

  /**
   * Takes over the response of a request that has been put in asynchronous mode.
   *
   * @param async the request's context, not timed out by the container; its own response is not
   *     asked for, since on some containers that is the one that the filters have wrapped
   * @param response the container's response
   * @throws IOException if the response has no stream any more
   */
  public NonBlockingResponse(AsyncContext async, ServletResponse response) throws IOException {
    super(OwnBuffer.ensure(response).getOutputStream());
    this.async = async;
    this.response = response;
  }

  /**
   * Lets the container call back; the last act of the request's own thread.
   *
   * @param owner the connection that writes to the response
   */
  public void start(Connection owner) {
    async.addListener(this);
    startFor(owner);
  }

  /**
   * Nothing has left yet, and the rest fits the container's buffer: head and body then leave with
   * the end, in one write, and with their length known.
   */
  @Override
  protected boolean leavesWithTheEnd(byte[] lastWord) {
    return !response.isCommitted() && lastWord.length <= response.getBufferSize();
  }

  @Override
  protected void release() {
    async.complete();
  }

  // Called by the container's threads.

  @Override
  public void onError(AsyncEvent event) {
    endedByContainer(CloseReason.DISCONNECTED);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    abandon(CloseReason.DISCONNECTED);
  }

  @Override
  public void onComplete(AsyncEvent event) {
    endedByContainer(CloseReason.NORMAL);
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Only a dispatch would start another cycle, and nothing dispatches.
  }
}
