package io.tidewire.it.kit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A WebSocket (RFC 6455) client that does what a proper one refuses to: frames broken in any way,
 * pings left without an answer, a socket never read. It reads and answers nothing unasked. For one
 * thread.
 */
public final class RawWebSocket implements AutoCloseable {
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;

  /** Opcodes of section 5.2. */
  public static final int TEXT = 1;

  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /**
   * One frame.
   *
   * @param opcode its kind, 0 for a continuation
   * @param last whether it is the last of its message
   * @param payload unmasked; frames are never compared
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Frame(int opcode, boolean last, byte[] payload) {
    /** A text frame that is a whole message. */
    public static Frame text(String text) {
      return new Frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The payload as text. */
    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame. */
    public int closeCode() {
      return ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    /** The frame's bytes, masked as a client must or bare as a server does. */
    public byte[] encode(boolean masked) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write((last ? FIN : 0) | opcode);
      int mask = masked ? MASKED : 0;
      if (payload.length < 126) {
        out.write(mask | payload.length);
      } else if (payload.length < 1 << 16) {
        out.write(mask | 126);
        out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
      } else {
        out.write(mask | 127);
        out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
      }
      if (masked) {
        out.writeBytes(MASK);
      }
      out.writeBytes(masked ? masked(payload, MASK) : payload);
      return out.toByteArray();
    }

    private static byte[] masked(byte[] payload, byte[] mask) {
      byte[] result = payload.clone();
      for (int i = 0; i < result.length; i++) {
        result[i] ^= mask[i % mask.length];
      }
      return result;
    }

    /** Reads a frame, unmasking a client's; none when the connection ended before it. */
    static Optional<Frame> read(RawHttp connection) {
      int first = connection.read();
      if (first < 0) {
        return Optional.empty();
      }
      int second = connection.readBytes(1)[0] & 0xff;
      long length =
          switch (second & ~MASKED) {
            case 126 -> ByteBuffer.wrap(connection.readBytes(2)).getShort() & 0xffff;
            case 127 -> ByteBuffer.wrap(connection.readBytes(8)).getLong();
            default -> second & ~MASKED;
          };
      byte[] mask = connection.readBytes((second & MASKED) == 0 ? 0 : MASK.length);
      byte[] payload = connection.readBytes(Math.toIntExact(length));
      return Optional.of(
          new Frame(
              first & 0x0f,
              (first & FIN) != 0,
              mask.length == 0 ? payload : masked(payload, mask)));
    }
  }

  private final RawHttp connection;

  private RawWebSocket(RawHttp connection) {
    this.connection = connection;
  }

  /**
   * Connects and upgrades.
   *
   * @param path path and query of the endpoint
   * @param headers further header lines, such as {@code Origin: http://localhost}
   * @throws AssertionError if the server refuses
   */
  public static RawWebSocket open(int port, String path, String... headers) {
    return open(RawHttp.connect(port), path, headers);
  }

  /** Upgrades on this connection, for instance one with a small receive buffer. */
  public static RawWebSocket open(RawHttp connection, String path, String... headers) {
    String further = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGlkZXdpcmUtdGVzdC1raQ==\r\n"
            + further
            + "\r\n";
    connection.send(request.getBytes(StandardCharsets.ISO_8859_1));
    RawHttp.Response head = connection.readHead();
    if (head.status() != 101) {
      throw new AssertionError("the upgrade was refused: " + head);
    }
    return new RawWebSocket(connection);
  }

  /** Sends a proper frame. */
  public void send(Frame frame) {
    connection.send(frame.encode(true));
  }

  /** Sends these very bytes: half a frame, an unmasked one, anything. */
  public void sendBytes(byte[] bytes) {
    connection.send(bytes);
  }

  /** Reads the next frame, pings included. */
  public Frame read() {
    return next().orElseThrow(() -> new AssertionError("no further frame"));
  }

  /** Reads the next frame, none when the connection has ended. */
  public Optional<Frame> next() {
    return Frame.read(connection);
  }

  /**
   * Reads on to the close frame and gives its code, {@link End#BROKEN} if the connection just ends.
   */
  public int awaitClose() {
    Optional<Frame> frame = Frame.read(connection);
    while (frame.isPresent() && frame.get().opcode() != CLOSE) {
      frame = Frame.read(connection);
    }
    return frame.map(Frame::closeCode).orElse(End.BROKEN);
  }

  @Override
  public void close() {
    connection.close();
  }
}
