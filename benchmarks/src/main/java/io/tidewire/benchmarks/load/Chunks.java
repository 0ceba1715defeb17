package io.tidewire.benchmarks.load;

/** Takes the chunked coding off a body (RFC 9112, section 7.1). */
final class Chunks {

  /** Takes pieces of the body. */
  @FunctionalInterface
  interface Sink {
    void accept(byte[] bytes, int from, int to);
  }

  private final Sink content;
  private final Runnable ended;
  private int left;
  private int size;
  private boolean inData;
  private int lineLength;

  Chunks(Sink content, Runnable ended) {
    this.content = content;
    this.ended = ended;
  }

  void decode(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (inData) {
        int taken = Math.min(left, to - at);
        content.accept(bytes, at, at + taken);
        left -= taken;
        at += taken;
        inData = left > 0;
      } else {
        control(bytes[at++]);
      }
    }
  }

  /** A byte outside of the data: of a size line, or of the line break behind the data. */
  private void control(byte c) {
    if (c == '\n') {
      endLine();
    } else if (c != '\r') {
      size = size * 16 + Character.digit(c, 16);
      lineLength++;
    }
  }

  private void endLine() {
    if (lineLength > 0) {
      left = size;
      inData = size > 0;
      if (size == 0) {
        ended.run();
      }
    }
    size = 0;
    lineLength = 0;
  }
}
