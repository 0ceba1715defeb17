package io.tidewire.benchmarks.targets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;

/** Writes and flushes each event; waits while the socket takes nothing. */
final class BlockingStream implements Receiver {

  private final ServletOutputStream out;
  private final Ending ending;

  BlockingStream(AsyncContext async) throws IOException {
    this.out = async.getResponse().getOutputStream();
    this.ending = new Ending(async);
  }

  @Override
  public void send(Batch batch) {
    ending.write(
        () -> {
          out.write(batch.stream());
          out.flush();
        });
  }

  @Override
  public boolean isOpen() {
    return !ending.hasCome();
  }
}
