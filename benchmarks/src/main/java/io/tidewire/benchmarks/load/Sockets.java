package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** The sockets to one server, all of which the calling thread reads. */
final class Sockets implements AutoCloseable {

  private static final int BUFFER = 1 << 18;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  private final int port;
  private final LongConsumer clock;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final byte[] bytes = new byte[BUFFER];

  /**
   * @param port the server's port on 127.0.0.1
   * @param clock is told the time before a channel is given what has arrived
   */
  Sockets(int port, LongConsumer clock) throws IOException {
    this.port = port;
    this.clock = clock;
  }

  /** Connects from one of four addresses, because one has ports for some 28,000 clients only. */
  SocketChannel open(int index) throws IOException {
    SocketChannel socket = SocketChannel.open();
    socket.bind(new InetSocketAddress("127.0.0." + (1 + index % 4), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.configureBlocking(false);
    return socket;
  }

  /** Reads a channel from now on. */
  void register(Channel channel) throws IOException {
    channel.socket().register(selector, SelectionKey.OP_READ, channel);
  }

  /** Reads a channel no longer. */
  void ignore(Channel channel) {
    Objects.requireNonNull(channel.socket().keyFor(selector)).cancel();
  }

  /** Takes what has arrived, or waits a millisecond for it. */
  void turn() throws IOException {
    int unused = selector.select(key -> read((Channel) key.attachment()), 1);
  }

  /** Whether the condition came true in time. */
  boolean turnUntil(BooleanSupplier condition, long nanos) throws IOException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > nanos) {
        return false;
      }
      turn();
    }
    return true;
  }

  void await(BooleanSupplier condition, String otherwise) throws IOException {
    if (!turnUntil(condition, PATIENCE_NANOS)) {
      throw new IllegalStateException(otherwise);
    }
  }

  private void read(Channel channel) {
    buffer.clear();
    try {
      if (channel.socket().read(buffer) < 0) {
        channel.ended(new IllegalStateException("the server has closed a connection"));
        return;
      }
    } catch (IOException e) {
      channel.ended(new IllegalStateException("a connection is broken", e));
      return;
    }
    int length = buffer.position();
    buffer.flip().get(bytes, 0, length);
    clock.accept(System.nanoTime());
    channel.take(bytes, length);
  }

  /** Ends the reading; whoever opened a socket closes it. */
  @Override
  public void close() throws IOException {
    selector.close();
  }
}
