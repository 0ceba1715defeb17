package io.tidewire.web;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClientConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** Writes the response to a request in asynchronous mode without ever blocking. */
public final class NonBlockingResponse extends NonBlockingOutput implements AsyncListener {

  private final AsyncContext async;
  private final ServletResponse response;

  /**
   * Takes over the response of a request that has been put into asynchronous mode.
   *
   * @param async the request's context, without a timeout; its own response is not used, since some
   *     containers return the one that the filters have wrapped
   * @param response the container's response
   * @throws IOException if the response no longer has a stream
   */
  public NonBlockingResponse(AsyncContext async, ServletResponse response) throws IOException {
    super(OwnBuffer.ensure(response).getOutputStream());
    this.async = async;
    this.response = response;
  }

  /**
   * Lets the container call back; the request's own thread must do nothing after this call.
   *
   * @param owner the connection that writes to the response
   */
  public void start(ClientConnection owner) {
    async.addListener(this);
    startFor(owner);
  }

  /** Does the same for a response that no connection writes to, but one {@link #finish}. */
  public void start() {
    async.addListener(this);
    startAlone();
  }

  /**
   * {@inheritDoc}
   *
   * <p>If nothing has been sent yet and the rest fits into the container's buffer, head and body
   * are sent together at the end, in one write and with a known length.
   */
  @Override
  protected boolean isSentByTheEnd(byte[] finalBytes) {
    return !response.isCommitted() && finalBytes.length <= response.getBufferSize();
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

  /**
   * {@inheritDoc} There is no timeout that could be over. Tomcat and its relatives end the requests
   * of an application that is about to be stopped in this way, once a second, before they tell the
   * application.
   */
  @Override
  public void onTimeout(AsyncEvent event) {
    finishBeforeTheContainer(CloseReason.RESTART);
  }

  @Override
  public void onComplete(AsyncEvent event) {
    endedByContainer(CloseReason.NORMAL);
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Only a dispatch starts another cycle, and this response is never dispatched.
  }
}
