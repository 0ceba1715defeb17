package io.tidewire.benchmarks.load;

import java.nio.channels.SocketChannel;

/** Receives an event stream over a chunked HTTP/1.1 response. */
final class SseClient extends Client {

  private final byte[] request;
  private final Head head = new Head();
  private final Chunks body =
      new Chunks(
          numbers::scan,
          () -> {
            throw new IllegalStateException("the server has ended the stream");
          });
  private boolean inBody;

  SseClient(SocketChannel socket, Tally tally, int step, String path) {
    super(socket, tally, step);
    this.request = Head.request("GET " + path, "Accept: text/event-stream");
  }

  @Override
  void begin() {
    send(request);
  }

  @Override
  public void take(byte[] bytes, int to) {
    int from = inBody ? 0 : head.take(bytes, 0, to);
    if (!inBody && from >= 0) {
      head.expect(200);
      inBody = true;
    }
    if (inBody) {
      body.decode(bytes, from, to);
    }
  }
}
