package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.carrier.Listener;
import io.tidewire.engine.ClientConnection;
import io.tidewire.wire.WebSocketWriter;
import java.nio.ByteBuffer;

/** Passes on what a client sends: messages to the listener, control frames to the socket. */
final class ClientFrames implements FrameReader.Receiver {

  private final Listener listener;
  private final ClientConnection connection;
  private final UpgradedSocket socket;
  private final UpgradedOutput output;

  ClientFrames(Listener listener, UpgradedSocket socket, UpgradedOutput output) {
    this.listener = listener;
    this.connection = listener.connection();
    this.socket = socket;
    this.output = output;
  }

  @Override
  public void text(String text) {
    listener.text(text, true);
  }

  @Override
  public void binary(ByteBuffer bytes) {
    listener.binary(bytes, true);
  }

  @Override
  public void receiving(int bytes) {
    listener.receiving(bytes);
  }

  @Override
  public void tooLarge() {
    connection.heard();
    listener.tooLarge();
  }

  @Override
  public void ping(byte[] payload) {
    connection.heard();
    if (!isOver()) {
      socket.answer(payload);
    }
  }

  @Override
  public boolean isOver() {
    return output.isClosing() || connection.isEnding();
  }

  @Override
  public void pong() {
    connection.heard();
  }

  /** Answers the close here, since some containers close a connection only in their callbacks. */
  @Override
  public void closed(int code) {
    listener.closed(code);
    output.peerClosed();
    output.finish(new WebSocketWriter().close(code, "").bytes());
    connection.end(CloseReason.NORMAL);
  }

  @Override
  public void broken(int code, String what) {
    output.finish(new WebSocketWriter().close(code, "").bytes());
    listener.broken(what);
  }

  @Override
  public void ended() {
    output.peerClosed();
  }
}
