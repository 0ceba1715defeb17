package io.tidewire.it.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A proxy that understands HTTP/1.1 in its own way until it is mended. Each connection is for one
 * request, and costs two blocked threads.
 */
public final class OddProxy implements Way {

  /** What it does to the connections that it accepts. */
  public enum Manner {
    /** Nothing. */
    PASSES,
    /** It hands out answers when they are whole, and has never heard of WebSockets. */
    STORES,
    /** It lets WebSockets open, and nothing through them after that. */
    MUTES
  }

  private static final Pattern UPGRADE = Pattern.compile("(?im)^Upgrade:.*\r\n");
  private static final Pattern CONNECTION = Pattern.compile("(?im)^Connection:.*\r\n");

  private final int serverPort;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Manner manner;

  /** Starts one in front of the server on this port of loopback. */
  public OddProxy(int serverPort, Manner manner) {
    this.serverPort = serverPort;
    this.manner = manner;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("odd-proxy", this::accept);
  }

  private static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        run("odd-down", () -> serve(client));
      }
    } catch (IOException e) {
      // The listener was closed: the proxy's end.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      open.add(client);
      String head = head(client.getInputStream());
      Manner now = manner;
      boolean isUpgrade = UPGRADE.matcher(head).find() && now != Manner.STORES;
      write(server, isUpgrade ? head : once(head));
      run("odd-up", () -> passOn(client, server));
      OutputStream out = client.getOutputStream();
      if (now == Manner.STORES) {
        out.write(server.getInputStream().readAllBytes());
      } else if (now == Manner.MUTES && isUpgrade) {
        write(client, head(server.getInputStream()));
        server.getInputStream().transferTo(OutputStream.nullOutputStream());
      } else {
        server.getInputStream().transferTo(out);
      }
    } catch (IOException e) {
      // One of the two has gone, and the other is told by the end of its connection.
    } finally {
      open.remove(client);
    }
  }

  /** The request as one after which the connection ends, and with it the answer. */
  private static String once(String head) {
    return CONNECTION
        .matcher(UPGRADE.matcher(head).replaceAll(""))
        .replaceAll("Connection: close\r\n");
  }

  /** Passes on what a client sends, and ends the server's connection with the client's. */
  private static void passOn(Socket client, Socket server) {
    try (server) {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      // As above.
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended inside a head");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void write(Socket to, String head) throws IOException {
    to.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public String origin() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  @Override
  public void mend() {
    manner = Manner.PASSES;
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
