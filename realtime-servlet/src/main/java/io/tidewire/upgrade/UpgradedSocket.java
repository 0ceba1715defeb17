package io.tidewire.upgrade;

import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Control;
import io.tidewire.wire.MessageLimit;
import io.tidewire.wire.WebSocketMessages;
import io.tidewire.wire.WebSocketWriter;
import io.tidewire.wire.WireForm;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes frames to an upgraded request. */
final class UpgradedSocket implements Transport {

  private static final byte[] NOTHING = {};

  private final UpgradedOutput output;
  private final ClientConnection connection;
  private final MessageLimit limit;
  private final WireForm<String, WebSocketMessages> form;
  private final Function<Subscriber, Runnable> closingSocket;

  // Owned by the loop.
  private byte[] finalBatch = NOTHING;
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
      MessageLimit limit,
      Function<Subscriber, Runnable> closingSocket) {
    this.output = output;
    this.connection = connection;
    this.limit = limit;
    this.form = WireForm.webSocket(limit);
    this.closingSocket = closingSocket;
  }

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public Optional<MessageLimit> messageLimit() {
    return Optional.of(limit);
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
  public void send(Batch batch, Position cursor) {
    byte[] bytes = batch.in(form).bytes();
    if (output.isReady()) {
      output.write(bytes);
    } else {
      finalBatch = bytes;
    }
  }

  /** Returns true: a final batch is kept, and sent before the goodbye. */
  @Override
  public boolean takesFinalBatch() {
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
  public void close(Control.Bye bye, @Nullable Position cursor) {
    closed = true;
    output.finish(
        new WebSocketWriter()
            .frames(finalBatch)
            .text(bye.json())
            .close(bye.reason().webSocketCode(), bye.reason().code())
            .bytes());
    output.closing(closingSocket.apply(connection.subscriber()));
  }
}
