package io.tidewire.benchmarks.targets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** Writes all that is ready at once, and what comes while the socket takes nothing afterwards. */
final class BatchingStream implements Receiver, WriteListener {

  private final ServletOutputStream out;
  private final Ending ending;
  private final Lane lane;

  // Owned by the lane.
  private final Queue<byte[]> waiting = new ArrayDeque<>(1);
  private boolean flushed = true;

  // Touched by any thread.
  private volatile boolean possible;

  private BatchingStream(AsyncContext async, Lane lane) throws IOException {
    this.out = async.getResponse().getOutputStream();
    this.ending = new Ending(async);
    this.lane = lane;
  }

  static Receiver begin(AsyncContext async, Lane lane) throws IOException {
    BatchingStream stream = new BatchingStream(async, lane);
    stream.out.setWriteListener(stream);
    return stream;
  }

  @Override
  public void send(Batch batch) {
    waiting.add(batch.stream());
    ending.write(this::writeWaiting);
  }

  private void writeWaiting() throws IOException {
    while (possible && !(flushed && waiting.isEmpty()) && isReady()) {
      byte[] next = waiting.poll();
      flushed = next == null;
      if (next == null) {
        out.flush();
      } else {
        out.write(next);
      }
    }
  }

  /** The container may call back between its no and our next line. */
  private boolean isReady() {
    possible = false;
    if (out.isReady()) {
      possible = true;
    }
    return possible;
  }

  @Override
  public boolean isOpen() {
    return !ending.hasCome();
  }

  @Override
  public void onWritePossible() {
    possible = true;
    lane.execute(() -> ending.write(this::writeWaiting));
  }

  @Override
  public void onError(Throwable failure) {
    ending.come();
  }
}
