package io.tidewire.it.kit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * A socket that sends the very bytes it is told to, and reads an HTTP/1.1 response without being
 * helpful. It reads nothing unasked, so one that is left alone is a stalled client. For one thread.
 */
public final class RawHttp implements AutoCloseable {

  /** The receive buffer of a client that wants no other. */
  public static final int DEFAULT_BUFFER = 64 * 1024;

  /**
   * A response, or its head alone.
   *
   * @param status the status code
   * @param headers the header lines as they came
   * @param body the body, chunks put together; empty for a head alone
   */
  public record Response(int status, List<String> headers, String body) {
    /** The first header of this name, whatever its case. */
    public Optional<String> header(String name) {
      String start = name + ":";
      return headers.stream()
          .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }
  }

  private final Socket socket;
  private final InputStream in;
  private boolean reset;

  /** The end of the line behind a chunk; Jetty sends it with the next chunk only. */
  private boolean lineEndDue;

  /** Speaks over a connected socket. */
  RawHttp(Socket socket) {
    this.socket = socket;
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Await.DEADLINE.toMillis());
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects to the port of the loopback address. */
  public static RawHttp connect(int port) {
    return connect(port, DEFAULT_BUFFER);
  }

  /**
   * Connects with a receive buffer of about this many bytes, which fills soon when not read; over
   * TLS if it is the server's port for that.
   */
  public static RawHttp connect(int port, int receiveBuffer) {
    return connect(port, receiveBuffer, InetAddress.getLoopbackAddress());
  }

  /** The same from another address of this machine, such as {@code 127.0.0.2}. */
  public static RawHttp connect(int port, int receiveBuffer, InetAddress from) {
    try {
      Socket socket =
          Tls.isSpokenAt(port)
              ? Tls.trustingTheServer().getSocketFactory().createSocket()
              : new Socket();
      socket.setReceiveBufferSize(receiveBuffer);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      if (socket instanceof SSLSocket secure) {
        secure.startHandshake();
      }
      return new RawHttp(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The client's port. */
  public int localPort() {
    return socket.getLocalPort();
  }

  /** Sends no more, and still reads. */
  public void halfClose() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends the request on a connection of its own and reads the response. Every character is sent as
   * one byte. A server that answers and hangs up before it has read everything is heard too.
   */
  public static Response exchange(int port, String request) {
    try (RawHttp connection = connect(port)) {
      try {
        connection.send(request.getBytes(StandardCharsets.ISO_8859_1));
      } catch (UncheckedIOException e) {
        // Refused in mid-request: what matters is the answer.
      }
      return connection.readResponse();
    }
  }

  /** Sends these bytes; blocks while the server takes none. */
  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a status line and the headers. */
  public Response readHead() {
    String[] statusLine = readLine().split(" ", 3);
    if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.")) {
      throw new AssertionError("no status line: " + String.join(" ", statusLine));
    }
    return new Response(Integer.parseInt(statusLine[1]), readHeaders(), "");
  }

  List<String> readHeaders() {
    List<String> headers = new ArrayList<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      headers.add(line);
    }
    return List.copyOf(headers);
  }

  /** Reads a whole response: by its length, by chunks, or until the server ends the connection. */
  public Response readResponse() {
    Response head = readHead();
    Optional<String> length = head.header("Content-Length");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (length.isPresent()) {
      body.writeBytes(readBytes(Integer.parseInt(length.get())));
    } else if (head.header("Transfer-Encoding").isPresent()) {
      for (int size = readChunkSize(); size > 0; size = readChunkSize()) {
        body.writeBytes(readBytes(size));
        readLine();
      }
      readHeaders();
    } else {
      for (int next = read(); next >= 0; next = read()) {
        body.write(next);
      }
    }
    return new Response(head.status(), head.headers(), body.toString(StandardCharsets.UTF_8));
  }

  /**
   * Reads chunks of a body that goes on, until what they make is wanted.
   *
   * @throws AssertionError if the body or the connection ends before, with what came
   */
  public String readChunksUntil(Predicate<String> wanted) {
    StringBuilder body = new StringBuilder();
    while (!wanted.test(body.toString())) {
      if (lineEndDue) {
        readLine();
      }
      int size = readChunkSize();
      if (size == 0) {
        throw new AssertionError("the body ended behind '" + body + "'");
      }
      body.append(new String(readBytes(size), StandardCharsets.UTF_8));
      lineEndDue = true;
    }
    return body.toString();
  }

  /** The next byte; -1 once the server has ended or reset the connection. */
  public int read() {
    try {
      return in.read();
    } catch (SocketException | SSLException e) {
      reset = true;
      return -1;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("waited " + Await.DEADLINE + " for a byte from the server", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a read has met a reset, as against an orderly end. */
  public boolean wasReset() {
    return reset;
  }

  /** Reads until the server has ended or reset the connection. */
  public void skipToEnd() {
    while (read() >= 0) {
      // What it still had to say is of no interest.
    }
  }

  /** Exactly this many bytes. */
  public byte[] readBytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      int next = read();
      if (next < 0) {
        throw new AssertionError("the connection ended after " + i + " of " + count + " bytes");
      }
      bytes[i] = (byte) next;
    }
    return bytes;
  }

  /** Leaves without a goodbye: the server gets a reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int readChunkSize() {
    return Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
  }

  String readLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = read(); next != '\n'; next = read()) {
      if (next < 0) {
        throw new AssertionError("the connection ended inside the line '" + line + "'");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
