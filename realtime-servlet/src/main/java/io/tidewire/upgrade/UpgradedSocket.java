package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.carrier.Socket;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Identity;
import io.tidewire.wire.WebSocketMessages;
import io.tidewire.wire.WebSocketWriter;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes messages and control frames to an upgraded request. */
final class UpgradedSocket implements Socket {

  private static final byte[] NOTHING = {};

  private final UpgradedOutput output;
  private final ClientConnection connection;
  private final Function<Identity, Runnable> closingSocket;

  // Owned by the loop.
  private byte[] finalMessages = NOTHING;
  private boolean pingDue;
  private boolean closed;

  /** The answer to the client's last ping, until it is sent; earlier ones need none. */
  private final AtomicReference<byte @Nullable []> pong = new AtomicReference<>();

  /**
   * @param closingSocket counts the socket, once we have closed it, until it has ended
   */
  UpgradedSocket(
      UpgradedOutput output,
      ClientConnection connection,
      Function<Identity, Runnable> closingSocket) {
    this.output = output;
    this.connection = connection;
    this.closingSocket = closingSocket;
  }

  @Override
  public boolean isReady() {
    return !closed && output.isReady() && hasSentControls();
  }

  private boolean hasSentControls() {
    if (pong.get() == null && !pingDue) {
      return true;
    }
    WebSocketWriter controls = new WebSocketWriter();
    byte[] answer = pong.getAndSet(null);
    if (answer != null) {
      controls.pong(answer);
    }
    if (pingDue) {
      pingDue = false;
      connection.pinged();
      controls.ping();
    }
    output.write(controls.bytes());
    return output.isReady();
  }

  @Override
  public void send(WebSocketMessages messages) {
    byte[] bytes = messages.bytes();
    if (output.isReady()) {
      output.write(bytes);
    } else {
      finalMessages = bytes;
    }
  }

  /** {@inheritDoc} They are kept, and sent before the goodbye. */
  @Override
  public boolean takesFinalMessages() {
    return true;
  }

  @Override
  public void ping() {
    pingDue = true;
    sendControlsSoon();
  }

  /** Answers a ping. Any thread may call this. */
  void answer(byte[] ping) {
    if (pong.getAndSet(ping) == null) {
      connection.later(this::sendControlsSoon);
    }
  }

  /** Sends control frames now, or else when the output is asked for next. */
  private void sendControlsSoon() {
    boolean unused = isReady();
  }

  @Override
  public void close(WebSocketMessages goodbye, CloseReason reason) {
    closed = true;
    output.finish(
        new WebSocketWriter()
            .frames(finalMessages)
            .frames(goodbye.bytes())
            .close(reason.webSocketCode(), reason.code())
            .bytes());
    output.closing(closingSocket.apply(connection.identity()));
  }
}
