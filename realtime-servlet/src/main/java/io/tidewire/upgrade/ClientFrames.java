package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.engine.ClientConnection;
import io.tidewire.protocol.Conversation;
import io.tidewire.wire.WebSocketWriter;

/** Passes on what a client sends: messages to the protocol, control frames to the transport. */
final class ClientFrames implements FrameReader.Listener {

  private final ClientConnection connection;
  private final Conversation inbound;
  private final UpgradedSocket transport;
  private final UpgradedOutput output;

  ClientFrames(
      ClientConnection connection,
      Conversation inbound,
      UpgradedSocket transport,
      UpgradedOutput output) {
    this.connection = connection;
    this.inbound = inbound;
    this.transport = transport;
    this.output = output;
  }

  @Override
  public void text(String text) {
    inbound.text(text, true);
  }

  @Override
  public void binary() {
    inbound.binary();
  }

  @Override
  public void tooLarge() {
    connection.heard();
    inbound.tooLarge();
  }

  @Override
  public void ping(byte[] payload) {
    connection.heard();
    if (!isOver()) {
      transport.answer(payload);
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
    inbound.closed(code);
    output.peerClosed();
    output.finish(new WebSocketWriter().close(code, "").bytes());
    connection.end(CloseReason.NORMAL);
  }

  @Override
  public void broken(int code, String what) {
    output.finish(new WebSocketWriter().close(code, "").bytes());
    inbound.broken(what);
  }

  @Override
  public void ended() {
    output.peerClosed();
  }
}
