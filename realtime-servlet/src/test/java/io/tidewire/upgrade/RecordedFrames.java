package io.tidewire.upgrade;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what a client has sent. */
final class RecordedFrames implements FrameReader.Receiver {

  private final List<String> calls = new ArrayList<>();
  private final List<Integer> kept = new ArrayList<>();
  private boolean over;

  /** From now on nothing counts but a close. */
  void beOver() {
    over = true;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  List<String> calls() {
    return calls;
  }

  /** What is kept is noted apart: it depends on how the bytes arrive. */
  @Override
  public void receiving(int bytes) {
    kept.add(bytes);
  }

  List<Integer> kept() {
    return kept;
  }

  @Override
  public void text(String text) {
    calls.add("text " + text);
  }

  @Override
  public void binary(ByteBuffer bytes) {
    calls.add("binary " + StandardCharsets.ISO_8859_1.decode(bytes));
  }

  @Override
  public void tooLarge() {
    calls.add("too large");
  }

  @Override
  public void ping(byte[] bytes) {
    calls.add("ping " + new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void pong() {
    calls.add("pong");
  }

  @Override
  public void closed(int code) {
    calls.add("closed " + code);
  }

  @Override
  public void broken(int code, String what) {
    calls.add("broken " + code + " " + what);
  }

  @Override
  public void ended() {
    calls.add("ended");
  }
}
