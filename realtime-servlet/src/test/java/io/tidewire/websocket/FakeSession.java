package io.tidewire.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A session that notes what is done to it: {@code text ...}, {@code binary LENGTH}, {@code ping}
 * and {@code close ...}. Its sends are done at once, or when the test says so; what comes during a
 * ping is refused. Thread-safe.
 */
public final class FakeSession implements InvocationHandler {

  private final List<String> calls = new ArrayList<>();
  private final Deque<SendHandler> underWay = new ArrayDeque<>();
  private final Map<String, Object> userProperties = new ConcurrentHashMap<>();
  private @Nullable CountDownLatch pinging;
  private boolean stalled;
  private boolean closed;
  private long maxIdleTimeout;

  /** What Undertow's sessions can do besides. */
  public interface Forcible {
    /** Ends the socket. */
    void forceClose();
  }

  /** The session of a container that can end its socket. */
  Session forcible() {
    return (Session)
        Proxy.newProxyInstance(
            Forcible.class.getClassLoader(), new Class<?>[] {Session.class, Forcible.class}, this);
  }

  /** The session as the API has it. */
  Session session() {
    return as(Session.class);
  }

  private <T> T as(Class<T> type) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
  }

  /** From now on sends stay under way. */
  synchronized void stall() {
    stalled = true;
  }

  /** From now on sends are done at once again, and so are those under way. */
  void flow() {
    SendHandler done = next();
    while (done != null) {
      done.onResult(new SendResult());
      done = next();
    }
  }

  private synchronized @Nullable SendHandler next() {
    stalled = false;
    return underWay.poll();
  }

  /** The next ping stays under way until this is counted down. */
  synchronized CountDownLatch stallPing() {
    pinging = new CountDownLatch(1);
    return pinging;
  }

  /** The send under way is done; a next one stays under way again. */
  void complete() {
    SendHandler done;
    synchronized (this) {
      done = underWay.remove();
    }
    done.onResult(new SendResult());
  }

  /** The send under way fails. */
  void fail() {
    SendHandler failed;
    synchronized (this) {
      failed = underWay.remove();
    }
    failed.onResult(new SendResult(new IOException("broken pipe")));
  }

  /** What was done so far. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object[] arguments)
      throws InterruptedException {
    return switch (method.getName()) {
      case "getId" -> "fake";
      case "getUserProperties" -> userProperties;
      case "forceClose" -> forced();
      case "isOpen" -> isOpen();
      case "getAsyncRemote" -> as(RemoteEndpoint.Async.class);
      case "getBasicRemote" -> as(RemoteEndpoint.Basic.class);
      case "setMaxIdleTimeout" -> idleFor((long) arguments[0]);
      case "sendText" -> send("text " + arguments[0], (SendHandler) arguments[1]);
      case "sendBinary" ->
          send("binary " + ((ByteBuffer) arguments[0]).remaining(), (SendHandler) arguments[1]);
      case "sendPing" -> ping();
      case "close" -> close((CloseReason) arguments[0]);
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private synchronized boolean isOpen() {
    return !closed;
  }

  private synchronized @Nullable Object idleFor(long millis) {
    maxIdleTimeout = millis;
    return null;
  }

  /** How long the container was told to wait for the peer, 0 for as long as it takes. */
  synchronized long maxIdleTimeout() {
    return maxIdleTimeout;
  }

  /** What the container was told by name. */
  Map<String, Object> userProperties() {
    return userProperties;
  }

  private @Nullable Object ping() throws InterruptedException {
    CountDownLatch end;
    synchronized (this) {
      calls.add("ping");
      end = pinging;
    }
    if (end != null) {
      end.await();
    }
    return null;
  }

  private synchronized @Nullable Object forced() {
    calls.add("forced");
    return null;
  }

  private synchronized @Nullable Object close(CloseReason reason) {
    closed = true;
    calls.add("close " + reason.getCloseCode().getCode());
    return null;
  }

  private @Nullable Object send(String call, SendHandler handler) {
    synchronized (this) {
      if (pinging != null && pinging.getCount() > 0) {
        throw new IllegalStateException("a ping is under way");
      }
      calls.add(call);
      if (stalled) {
        underWay.add(handler);
        return null;
      }
    }
    handler.onResult(new SendResult());
    return null;
  }
}
