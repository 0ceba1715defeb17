package io.tidewire.benchmarks.load;

import java.nio.channels.SocketChannel;

/** Receives an event stream over an HTTP/1.1 response, chunked or not. */
final class SseClient extends Client {

  private static final String ACCEPT = "Accept: text/event-stream";

  private final String path;
  private final boolean resuming;
  private final Head head = new Head();
  private final NumberScanner numbers;
  private final Chunks chunks;
  private boolean inBody;
  private boolean chunked;
  private String cursor = "";

  /**
   * @param resuming whether it remembers its cursor, which costs time
   */
  SseClient(Line line, String path, boolean resuming) {
    super(line);
    this.path = path;
    this.resuming = resuming;
    Watch watch = resuming ? new Capture("id: ", '\n', id -> cursor = id) : Watch.NOTHING;
    this.numbers = line.scanner(watch);
    this.chunks = new Chunks(numbers::scan, this::ended);
  }

  private void ended() {
    throw new StreamEndException();
  }

  @Override
  Client again(SocketChannel socket) {
    SseClient client = new SseClient(new Line(socket, line.inbox(), line.cookie()), path, resuming);
    client.cursor = cursor;
    return client;
  }

  @Override
  void begin() {
    line.send(
        cursor.isEmpty()
            ? line.get(path, ACCEPT)
            : line.get(path, ACCEPT, "Last-Event-ID: " + cursor));
  }

  @Override
  public void take(byte[] bytes, int to) {
    int from = inBody ? 0 : head.take(bytes, 0, to);
    if (!inBody && from >= 0) {
      head.expect(200);
      inBody = true;
      chunked = head.isChunked();
      line.inbox().served();
    }
    if (inBody && chunked) {
      chunks.decode(bytes, from, to);
    } else if (inBody) {
      numbers.scan(bytes, from, to);
    }
  }
}
