package io.tidewire.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Polls for ever, on one connection. */
final class PollClient extends Client {

  private final Polling polling;
  private final NumberScanner numbers;
  private final Head head = new Head();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private final Chunks chunks = new Chunks(this::body, this::answered);
  private boolean inBody;
  private boolean chunked;
  private boolean served;
  private int left;

  PollClient(Line line, Polling polling) {
    super(line);
    this.polling = polling;
    this.numbers = line.scanner(Watch.NOTHING);
  }

  @Override
  void begin() {
    line.send(polling.next(""));
  }

  @Override
  public void take(byte[] bytes, int to) {
    int from = inBody ? 0 : head.take(bytes, 0, to);
    if (!inBody && from >= 0) {
      head.expect(200);
      inBody = true;
      chunked = head.isChunked();
      left = head.contentLength();
    }
    if (inBody && chunked) {
      chunks.decode(bytes, from, to);
    } else if (inBody) {
      body(bytes, from, to);
      left -= to - from;
      if (left == 0) {
        answered();
      }
    }
  }

  private void body(byte[] bytes, int from, int to) {
    answer.write(bytes, from, to - from);
    numbers.scan(bytes, from, to);
  }

  private void answered() {
    byte[] next = polling.next(answer.toString(StandardCharsets.UTF_8));
    answer.reset();
    head.clear();
    inBody = false;
    line.send(next);
    if (!served && polling.isServed()) {
      served = true;
      line.inbox().served();
    }
  }
}
