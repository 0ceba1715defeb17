package io.tidewire.websocket;

import io.tidewire.carrier.Sessions;
import io.tidewire.stress.CountedConnection;
import io.tidewire.wire.WebSocketMessages;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A container's session with a socket on it. A text is under way until the test says that it is
 * sent; a ping is sent before its call returns. Calls that may block are counted, and not made.
 */
final class StressSession implements InvocationHandler {

  static final WebSocketMessages TEXT = WebSocketMessages.of("text");

  final CountedConnection connection = new CountedConnection();
  final JakartaSocket socket;

  private final RemoteEndpoint.Async async = as(RemoteEndpoint.Async.class);
  private final RemoteEndpoint.Basic basic = as(RemoteEndpoint.Basic.class);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger texts = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private final AtomicInteger blockingCalls = new AtomicInteger();
  private volatile boolean wroteTwoAtOnce;
  private volatile @Nullable SendHandler sending;

  StressSession() {
    Sessions sessions = new Sessions(this::countCall, Duration.ZERO);
    socket =
        new JakartaSocket(
            as(Session.class), connection, sessions, Duration.ofDays(1), subscriber -> () -> {});
  }

  private <T> T as(Class<T> type) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
  }

  /** Stands for a pool that starts a thread for each call, and has none. */
  private @Nullable Thread countCall(Runnable work) {
    blockingCalls.incrementAndGet();
    return null;
  }

  /** The text that is under way has been sent. */
  void sent() {
    SendHandler done = sending;
    if (done != null) {
      sending = null;
      underWay.decrementAndGet();
      done.onResult(new SendResult());
    }
  }

  /** Makes the call that sends a ping if one is due. */
  void sendPing() {
    try {
      boolean unused = socket.sendPing();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  int texts() {
    return texts.get();
  }

  int pings() {
    return pings.get();
  }

  int blockingCalls() {
    return blockingCalls.get();
  }

  boolean wroteTwoAtOnce() {
    return wroteTwoAtOnce;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "getId" -> "stress";
      case "getAsyncRemote" -> async;
      case "getBasicRemote" -> basic;
      case "sendText" -> begin((SendHandler) arguments[1]);
      case "sendPing" -> ping();
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private @Nullable Object begin(SendHandler handler) {
    write();
    texts.incrementAndGet();
    sending = handler;
    return null;
  }

  private @Nullable Object ping() {
    write();
    pings.incrementAndGet();
    underWay.decrementAndGet();
    return null;
  }

  private void write() {
    if (underWay.incrementAndGet() > 1) {
      wroteTwoAtOnce = true;
    }
  }
}
