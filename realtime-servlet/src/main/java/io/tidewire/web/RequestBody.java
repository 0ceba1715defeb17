package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Receives the body of a request without holding a thread, and then dispatches the request to its
 * own path, where it is answered.
 *
 * <h2>How it ends</h2>
 *
 * One of these comes first, and the others are ignored from then on: the body is complete; it is
 * too long; its time is over; the client is gone; the application stops. The first three dispatch
 * the request, with the body or with a refusal, since the callback may run on a thread of the
 * container that must not write (Undertow reads on its I/O threads). A stop writes its own
 * response: by then a container may dispatch nothing any more.
 *
 * <p>A request that is refused by its head alone goes the same way if a body is to come: without a
 * listener, Tomcat would read the rest of the body before it releases the thread, blocking it.
 */
final class RequestBody implements ReadListener, AsyncListener {

  private static final System.Logger LOG = System.getLogger(RequestBody.class.getName());
  private static final int BUFFER = 2 * 1024;
  private static final int REQUEST_TIMEOUT = 408;

  // Set at construction.
  private final WebApplication application;
  private final Bodies bodies;
  private final int maxBytes;
  private final long address;

  // Set by receive, before anything can call back.
  private @Nullable AsyncContext async;
  private @Nullable HttpServletResponse response;
  private @Nullable ServletInputStream in;
  private @Nullable SecondPass secondPass;

  // Owned by the container's reading thread, and by the second pass after the dispatch.
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);

  // Touched by any thread.
  private final AtomicBoolean decided = new AtomicBoolean();
  private volatile @Nullable Refusal refusal;

  /**
   * @param address where the client is, see {@link io.tidewire.limits.AddressKey}
   */
  RequestBody(WebApplication application, int maxBytes, long address) {
    this.application = application;
    this.bodies = application.bodies();
    this.maxBytes = maxBytes;
    this.address = address;
  }

  long address() {
    return address;
  }

  /**
   * Checks what the head says about the body.
   *
   * @throws Refusal if the body must not be received
   */
  static void checkHead(HttpServletRequest request, int maxBytes) {
    if (!JsonType.isJsonInUtf8(request.getContentType())
        || request.getHeader("Content-Encoding") != null) {
      throw new Refusal(
              ErrorCode.BAD_REQUEST, "the body must be application/json in UTF-8, not encoded")
          .withStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
    }
    if (request.getContentLengthLong() > maxBytes) {
      throw tooLarge(maxBytes);
    }
  }

  /** {@return whether a body is to come, as far as the head says} */
  static boolean isOutstanding(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  private static Refusal tooLarge(int maxBytes) {
    return new Refusal(ErrorCode.TOO_LARGE, "the body exceeds " + maxBytes + " bytes");
  }

  /** Refuses the body before any of it is received. */
  void reject(Refusal why) {
    refusal = why;
    decided.set(true);
  }

  /**
   * Starts receiving; the request's own thread must do nothing after this call.
   *
   * @param request the request
   * @param context its context, in asynchronous mode
   * @param answer the container's response
   * @param timeoutMillis how long the whole body may take
   * @throws IOException if the body cannot be read
   */
  void receive(
      HttpServletRequest request,
      AsyncContext context,
      HttpServletResponse answer,
      long timeoutMillis)
      throws IOException {
    async = context;
    response = answer;
    SecondPass next =
        SecondPass.of(context, request.getServletPath(), application.executor()::runElsewhere);
    secondPass = next;
    ServletInputStream stream = request.getInputStream();
    in = stream;
    context.setTimeout(timeoutMillis);
    context.addListener(this);
    if (refusal != null) {
      stream.setReadListener(this);
      next.begin();
    } else {
      bodies.opened(this);
      if (!decided.get()) {
        stream.setReadListener(this);
      }
    }
    next.firstPassLeaves();
  }

  boolean isWhole() {
    return refusal == null;
  }

  /**
   * Returns the text of the body.
   *
   * @return the text
   * @throws Refusal if the body was refused, did not arrive in time, or is not UTF-8
   */
  String text() {
    Refusal why = refusal;
    if (why != null) {
      throw why;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(ErrorCode.BAD_REQUEST, "the body is not UTF-8");
    }
  }

  // Called by the container's threads.

  @Override
  public void onDataAvailable() throws IOException {
    ServletInputStream stream = in;
    byte[] buffer = new byte[BUFFER];
    while (stream != null && !decided.get() && stream.isReady()) {
      int count = stream.read(buffer);
      if (count < 0) {
        return;
      }
      take(buffer, count);
    }
  }

  private void take(byte[] buffer, int count) {
    if (bytes.size() + count > maxBytes) {
      dispatch(tooLarge(maxBytes));
      return;
    }
    bytes.write(buffer, 0, count);
    try {
      bodies.received(this, count);
    } catch (OverloadedException e) {
      dispatch(new Refusal(ErrorCode.OVERLOADED, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void onAllDataRead() {
    dispatch(null);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    dispatch(
        new Refusal(ErrorCode.BAD_REQUEST, "the body did not arrive in time")
            .withStatus(REQUEST_TIMEOUT));
  }

  private void dispatch(@Nullable Refusal why) {
    SecondPass next = secondPass;
    if (next != null && decide()) {
      refusal = why;
      next.begin();
    }
  }

  private boolean decide() {
    boolean first = decided.compareAndSet(false, true);
    if (first) {
      bodies.ended(this);
    }
    return first;
  }

  /** Called if the client is gone, or sends nothing for longer than the container waits. */
  @Override
  public void onError(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a body did not arrive", failure);
    AsyncContext context = async;
    if (context != null && decide()) {
      complete(context);
    }
  }

  private static void complete(AsyncContext context) {
    try {
      context.complete();
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the container was first to end a request", e);
    }
  }

  /** Ends the request when the application stops. May block. */
  void endNow() {
    AsyncContext context = async;
    HttpServletResponse answer = response;
    if (context == null || answer == null || !decide()) {
      return;
    }
    try {
      Problems.write(application, answer, WebApplication.shuttingDown());
    } catch (IOException | RuntimeException e) {
      // A container throws what it likes if the client is gone.
      LOG.log(System.Logger.Level.DEBUG, "a client could not be told about the stop", e);
    }
    complete(context);
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
    // The second pass has its own listener.
  }
}
