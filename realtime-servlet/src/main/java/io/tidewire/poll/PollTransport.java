package io.tidewire.poll;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Connection;
import io.tidewire.engine.Transport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.wire.Control;

/** Answers one poll with the first batch that has anything in it, and ends. */
final class PollTransport implements Transport {

  private final NonBlockingResponse response;
  private final Connection connection;
  private boolean answered;

  PollTransport(NonBlockingResponse response, Connection connection) {
    this.response = response;
    this.connection = connection;
  }

  @Override
  public String name() {
    return "poll";
  }

  @Override
  public boolean isReady() {
    return !answered && response.isReady();
  }

  @Override
  public void send(Batch batch, Position cursor) {
    PollAnswer answer = PollAnswer.of(batch.frames(), cursor);
    if (!answer.isEmpty()) {
      answer(answer);
      connection.end(CloseReason.NORMAL);
    }
  }

  private void answer(PollAnswer answer) {
    answered = true;
    response.finish(answer.bytes());
  }

  @Override
  public void close(Control.Bye bye, Position cursor) {
    if (answered) {
      return;
    }
    // Where the container has not called back yet, the answer goes out when it does.
    boolean goodbye = bye.reason() != CloseReason.MAX_AGE;
    PollAnswer empty = PollAnswer.empty(cursor);
    answer(goodbye ? new PollAnswer(cursor, empty.events(), empty.gaps(), bye) : empty);
  }
}
