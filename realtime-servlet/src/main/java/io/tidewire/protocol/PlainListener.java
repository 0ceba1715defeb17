package io.tidewire.protocol;

import io.tidewire.carrier.Listener;
import io.tidewire.engine.ClientConnection;
import java.nio.ByteBuffer;

/**
 * Takes what the client of a plain WebSocket sends as signs of life, and keeps nothing of it.
 *
 * @param connection the client's
 */
record PlainListener(ClientConnection connection) implements Listener {

  @Override
  public void text(String part, boolean last) {
    heard(last);
  }

  @Override
  public void binary(ByteBuffer part, boolean last) {
    heard(last);
  }

  /** One message that never ends is no sign of life. */
  private void heard(boolean last) {
    if (last) {
      connection.heard();
    }
  }
}
