package io.tidewire.it;

import io.tidewire.it.kit.End;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who attacks a site from an address of this machine that nobody else has. */
final class Attacker implements AutoCloseable {
  private static final AtomicInteger ADDRESSES = new AtomicInteger(1);
  private static final int SMALL_BUFFER = 4 * 1024;
  private static final int UPGRADED = 101;

  private final Site site;
  private final InetAddress address = nextAddress();
  private final Clients clients = new Clients();

  Attacker(Site site) {
    this.site = site;
  }

  /** The whole of 127.0.0.0/8 is this machine; the neighbours have 127.0.0.1. */
  private static InetAddress nextAddress() {
    int number = ADDRESSES.incrementAndGet();
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, (byte) (number >> 8), (byte) number});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  RawHttp connect() {
    return connect(site.port());
  }

  RawHttp connect(int port) {
    return clients.keep(RawHttp.connect(port, SMALL_BUFFER, address));
  }

  RawWebSocket webSocket(String... headers) {
    return clients.keep(RawWebSocket.open(connect(), site.path("ws"), headers));
  }

  /** Sends a POST whose body is announced to be this long, and this beginning of it. */
  RawHttp post(String resource, int length, String beginning, String... headers) {
    RawHttp connection = connect();
    String further = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    String head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(site.path(resource), further, length);
    connection.send((head + beginning).getBytes(StandardCharsets.ISO_8859_1));
    return connection;
  }

  /**
   * Opens a WebSocket more, and holds it if it is let in.
   *
   * @return the code of the refusal, empty if there is none
   */
  Optional<String> tryWebSocket() {
    RawWebSocket socket;
    try {
      socket = webSocket();
    } catch (AssertionError refused) {
      if (refused.getMessage().contains("status=" + UPGRADED)) {
        throw refused;
      }
      return Optional.of(refused.getMessage());
    }
    Envelope first = Envelope.unbatch(socket.read().text()).get(0);
    if (first.type().equals("error")) {
      String code = first.text("code") + ", then " + socket.awaitClose();
      socket.close();
      return Optional.of(code);
    }
    socket.send(Frame.text("{\"type\":\"pong\"}"));
    return Optional.empty();
  }

  /** Sends something, unless the connection has been ended by the server. */
  static void unlessEnded(Runnable send) {
    try {
      send.run();
    } catch (UncheckedIOException e) {
      // It has been ended, which the test waits for elsewhere.
    }
  }

  /** How a WebSocket ends that was sent to until now; a reset may overtake the server's close. */
  static int end(RawWebSocket socket) {
    try {
      return socket.awaitClose();
    } catch (UncheckedIOException e) {
      return End.BROKEN;
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
