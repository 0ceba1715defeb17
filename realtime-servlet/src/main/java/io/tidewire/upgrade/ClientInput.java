package io.tidewire.upgrade;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads what a client sends, without blocking. Runs on the container's threads, one call at a time.
 *
 * <p>After the connection has ended, input is still read and discarded: some containers notice an
 * end only while they are asked for input, and unread bytes would reset the socket before the
 * client has our close frame. A client that never stops sending is given up after {@value
 * #CLOSING_BUDGET} bytes, or when its time to close is over.
 */
final class ClientInput implements ReadListener {

  static final int CLOSING_BUDGET = 1 << 20;

  private static final System.Logger LOG = System.getLogger(ClientInput.class.getName());
  private static final int BUFFER = 2 * 1024;

  private final ServletInputStream in;
  private final FrameReader frames;
  private final UpgradedOutput output;
  private int thrownAway;

  ClientInput(ServletInputStream in, FrameReader frames, UpgradedOutput output) {
    this.in = in;
    this.frames = frames;
    this.output = output;
  }

  /** Reads all there is. The buffer exists only during this call: an idle connection has none. */
  @Override
  public void onDataAvailable() throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (!output.hasEnded() && in.isReady()) {
      int count = in.read(buffer);
      if (count < 0) {
        output.gone();
        return;
      }
      frames.read(ByteBuffer.wrap(buffer, 0, count));
      thrownAway += frames.isSkipping() ? count : 0;
      if (output.isOverdue() || thrownAway > CLOSING_BUDGET) {
        output.complete();
      }
    }
  }

  @Override
  public void onAllDataRead() {
    output.gone();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a client is gone", failure);
    output.gone();
  }
}
