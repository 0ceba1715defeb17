package io.tidewire.it;

import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message after the other to the desk, each again and again until it is acknowledged:
 * what an application does whose messages must not be lost. Runs on a thread of its own.
 */
final class RestlessSender implements Runnable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Sends one message; false if it was not acknowledged, or that is not known. */
  private interface Road {
    boolean send(String frame);
  }

  private final String name;
  private final Road road;
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;

  private RestlessSender(String name, Road road) {
    this.name = name;
    this.road = road;
  }

  /** Over a WebSocket, which it opens again when it has ended. */
  static RestlessSender overWebSocket(Site site) {
    return new RestlessSender("socket", new SocketRoad(site));
  }

  /** Each by a request and a connection of its own. */
  static RestlessSender overHttp(Site site) {
    return new RestlessSender("http", frame -> post(site, frame));
  }

  @Override
  public void run() {
    for (int number = 1; !stopped; number++) {
      String id = name + "-" + number;
      String frame =
          "{\"type\":\"send\",\"id\":\"%1$s\",\"to\":\"desk\",\"event\":\"order\",\"data\":\"%1$s\"}"
              .formatted(id);
      boolean done = false;
      while (!done && !stopped) {
        done = sent(frame);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      if (done) {
        acknowledged.add(id);
      }
    }
  }

  private boolean sent(String frame) {
    try {
      return road.send(frame);
    } catch (UncheckedIOException | AssertionError e) {
      // The server is just going: the next one gets it.
      return false;
    }
  }

  void stop() {
    stopped = true;
  }

  /** What was acknowledged, in its order. */
  List<String> acknowledged() {
    return acknowledged;
  }

  private static boolean post(Site site, String frame) {
    String request =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(site.path("send"), frame.getBytes(StandardCharsets.UTF_8).length, frame);
    RawHttp.Response answer = RawHttp.exchange(site.port(), request);
    return answer.status() == 200 && Envelope.unbatch(answer.body()).get(0).type().equals("ack");
  }

  private static final class SocketRoad implements Road {
    private final Site site;
    private @Nullable RawWebSocket socket;

    SocketRoad(Site site) {
      this.site = site;
    }

    @Override
    public boolean send(String frame) {
      try {
        RawWebSocket open = socket;
        if (open == null) {
          open = RawWebSocket.open(site.port(), site.path("ws"));
          socket = open;
        }
        open.send(Frame.text(frame));
        Optional<Boolean> acknowledged = answer(open);
        if (acknowledged.isEmpty()) {
          leave();
        }
        return acknowledged.orElse(false);
      } catch (UncheckedIOException | AssertionError e) {
        leave();
        throw e;
      }
    }

    /** Whether the one message under way is acknowledged; empty if the connection ends first. */
    private static Optional<Boolean> answer(RawWebSocket open) {
      for (Optional<Frame> next = open.next(); next.isPresent(); next = open.next()) {
        if (next.get().opcode() == RawWebSocket.CLOSE) {
          return Optional.empty();
        }
        if (next.get().opcode() == RawWebSocket.TEXT) {
          for (Envelope one : Envelope.unbatch(next.get().text())) {
            if (one.type().equals("ack") || one.type().equals("error")) {
              return Optional.of(one.type().equals("ack"));
            }
          }
        }
      }
      return Optional.empty();
    }

    private void leave() {
      RawWebSocket last = socket;
      socket = null;
      if (last != null) {
        last.close();
      }
    }
  }
}
