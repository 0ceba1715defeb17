package io.tidewire.poll;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Connection;
import io.tidewire.engine.Transport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.wire.Control;
import io.tidewire.wire.PollAnswer;
import java.util.List;

/** Answers one poll with the first batch that has anything in it, and ends. */
final class PollTransport implements Transport {

  static final long WAIT = Long.MAX_VALUE;

  private final NonBlockingResponse response;
  private final Connection connection;
  private final long emptyFrom;
  private boolean answered;

  /**
   * @param emptyFrom the sequence up to which the client must have seen all before it is told that
   *     there is nothing; {@link #WAIT} to wait for something
   */
  PollTransport(NonBlockingResponse response, Connection connection, long emptyFrom) {
    this.response = response;
    this.connection = connection;
    this.emptyFrom = emptyFrom;
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
    PollAnswer answer = batch.pollAnswer(cursor);
    if (!answer.isEmpty() || (answer.isLive() && cursor.sequence() >= emptyFrom)) {
      answer(answer.bytes());
      connection.end(CloseReason.NORMAL);
    }
  }

  private void answer(byte[] bytes) {
    answered = true;
    response.finish(bytes);
  }

  @Override
  public void close(Control.Bye bye, Position cursor) {
    if (answered) {
      return;
    }
    // Where the container has not called back yet, the answer goes out when it does.
    boolean goodbye = bye.reason() != CloseReason.MAX_AGE;
    answer(goodbye ? PollAnswer.goodbye(bye, cursor) : new PollAnswer(List.of(), cursor).bytes());
  }
}
