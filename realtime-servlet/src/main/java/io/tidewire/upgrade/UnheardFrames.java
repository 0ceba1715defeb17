package io.tidewire.upgrade;

import java.nio.ByteBuffer;

/** Ignores what a refused client sends, except its close. */
final class UnheardFrames implements FrameReader.Receiver {

  private final UpgradedOutput output;

  UnheardFrames(UpgradedOutput output) {
    this.output = output;
  }

  @Override
  public void text(String text) {}

  @Override
  public void binary(ByteBuffer bytes) {}

  @Override
  public void receiving(int bytes) {}

  @Override
  public void tooLarge() {}

  @Override
  public void ping(byte[] bytes) {}

  @Override
  public void pong() {}

  @Override
  public void closed(int code) {
    output.peerClosed();
  }

  @Override
  public void broken(int code, String what) {}

  @Override
  public boolean isOver() {
    return true;
  }

  @Override
  public void ended() {
    output.peerClosed();
  }
}
