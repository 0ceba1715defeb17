package io.tidewire.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Polls again with the cursor of the last answer, for ever, on one connection. */
final class PollClient extends Client {

  private static final String CURSOR = "\"cursor\":\"";

  private final String path;
  private final Head head = new Head();
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private final Chunks chunks = new Chunks(this::body, this::answered);
  private boolean inBody;
  private int left;

  PollClient(SocketChannel socket, Tally tally, int step, String path) {
    super(socket, tally, step);
    this.path = path;
  }

  @Override
  void begin() {
    send(Head.request("GET " + path));
  }

  @Override
  public void take(byte[] bytes, int to) {
    int from = inBody ? 0 : head.take(bytes, 0, to);
    if (!inBody && from >= 0) {
      head.expect(200);
      inBody = true;
      left = head.contentLength();
    }
    if (inBody && head.isChunked()) {
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
    String text = answer.toString(StandardCharsets.UTF_8);
    int start = text.indexOf(CURSOR) + CURSOR.length();
    String cursor = text.substring(start, text.indexOf('"', start));
    answer.reset();
    head.clear();
    inBody = false;
    send(Head.request("GET " + path + "&since=" + cursor));
  }
}
