package io.tidewire.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A container's response whose socket takes bytes when the test says so. It notes what is done to
 * it after its end, where a real one would already belong to somebody else. Thread-safe.
 */
public final class FakeResponse {

  /** So many bytes are kept until a flush, or the end. */
  public static final int BUFFER = 100;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> trespasses = new ArrayList<>();
  private @Nullable WriteListener writeListener;
  private @Nullable AsyncListener asyncListener;
  private boolean ready;
  private int room = Integer.MAX_VALUE;
  private boolean broken;
  private boolean ended;
  private int completions;
  private int flushes;

  /** The context of the asynchronous request. */
  public AsyncContext async() {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "addListener" -> listen((AsyncListener) arguments[0]);
              case "complete" -> complete();
              default -> throw new UnsupportedOperationException(method.toString());
            };
    return as(AsyncContext.class, handler);
  }

  /** The response itself. */
  public HttpServletResponse response() {
    return as(
        HttpServletResponse.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getOutputStream" -> new Stream();
              case "isCommitted" -> flushes() > 0;
              case "getBufferSize" -> BUFFER;
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private static <T> T as(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private synchronized @Nullable Object listen(AsyncListener listener) {
    asyncListener = listener;
    return null;
  }

  private synchronized @Nullable Object complete() {
    touched("complete");
    completions++;
    ended = true;
    return null;
  }

  private void touched(String how) {
    if (ended) {
      trespasses.add(how);
    }
  }

  /** The container calls back: the socket takes bytes. */
  public void takeBytes() throws IOException {
    takeBytes(Integer.MAX_VALUE);
  }

  /** The same, but the socket takes no more than so many. */
  public void takeBytes(int most) throws IOException {
    synchronized (this) {
      ready = true;
      room = most;
    }
    Objects.requireNonNull(writeListener).onWritePossible();
  }

  /** From now on the socket takes no bytes. */
  public synchronized void stall() {
    ready = false;
  }

  /** The socket takes so many bytes more, and then none until {@link #takeBytes}. */
  public synchronized void stallAfter(int bytes) {
    room = bytes;
  }

  /** From now on every write fails. */
  public synchronized void breakSocket() {
    broken = true;
  }

  /** The container ends the response and tells so. */
  public void endByContainer() throws IOException {
    synchronized (this) {
      ended = true;
    }
    Objects.requireNonNull(asyncListener).onError(null);
  }

  /** The container's timeout; afterwards the response is the container's, completed or not. */
  public void timeOut() throws IOException {
    Objects.requireNonNull(asyncListener).onTimeout(null);
    synchronized (this) {
      ended = true;
    }
  }

  /** The container's error callback for writes. */
  public void failWrite() {
    Objects.requireNonNull(writeListener).onError(new IOException("broken pipe"));
  }

  /** What was written. */
  public synchronized String body() {
    return body.toString(StandardCharsets.UTF_8);
  }

  /** What was written, as it is. */
  public synchronized byte[] bytes() {
    return body.toByteArray();
  }

  /** How often it was completed by us. */
  public synchronized int completions() {
    return completions;
  }

  /** How often what was written so far was sent, before the end. */
  public synchronized int flushes() {
    return flushes;
  }

  /** Whether the socket would take bytes now. */
  public synchronized boolean isReady() {
    return ready;
  }

  /** What was done to it after its end. */
  public synchronized List<String> trespasses() {
    return List.copyOf(trespasses);
  }

  private final class Stream extends ServletOutputStream {

    @Override
    public boolean isReady() {
      synchronized (FakeResponse.this) {
        touched("isReady");
        return ready;
      }
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      writeListener = listener;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      synchronized (FakeResponse.this) {
        touched("write");
        if (broken) {
          throw new IOException("broken pipe");
        }
        body.write(bytes, offset, length);
        room -= length;
        ready &= room > 0;
      }
    }

    @Override
    public void flush() {
      synchronized (FakeResponse.this) {
        touched("flush");
        flushes++;
      }
    }
  }
}
