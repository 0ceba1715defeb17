package io.tidewire.poll;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Transport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers one poll with the first batch that is not empty, and ends. */
final class PollTransport implements Transport {

  static final int ANY_LENGTH = Integer.MAX_VALUE;

  private final NonBlockingResponse response;
  private final ClientConnection connection;
  private final long maxAgeMillis;
  private final boolean waits;
  private final int maxBytes;
  private final @Nullable Position asked;
  private final List<Control.Subscribed> confirmations = new ArrayList<>(1);

  /** The gaps that have come, while more may follow: an answer with a place has them all. */
  private List<Frame> gaps = List.of();

  private boolean answered;

  /**
   * @param maxAgeMillis how long the client waits for an answer
   * @param waits whether the client waits for an event, also if it has seen everything
   * @param maxBytes how long the answer may be, if it carries more than one event; {@link
   *     #ANY_LENGTH} if the client does not say
   * @param asked the cursor that the client keeps if it gets nothing; null if it has none
   */
  PollTransport(
      NonBlockingResponse response,
      ClientConnection connection,
      long maxAgeMillis,
      boolean waits,
      int maxBytes,
      @Nullable Position asked) {
    this.response = response;
    this.connection = connection;
    this.maxAgeMillis = maxAgeMillis;
    this.waits = waits;
    this.maxBytes = maxBytes;
    this.asked = asked;
  }

  @Override
  public String name() {
    return "poll";
  }

  @Override
  public boolean answersOnce() {
    return true;
  }

  @Override
  public boolean greets() {
    return false;
  }

  @Override
  public boolean heartbeats() {
    return false;
  }

  @Override
  public long maxAgeMillis() {
    return maxAgeMillis;
  }

  @Override
  public boolean isReady() {
    return !answered && response.isReady();
  }

  /**
   * Keeps the confirmations and gaps, which come first, perhaps in several batches, until there is
   * something to answer. Behind the last gap always comes an event or a place.
   */
  @Override
  public void send(Batch batch, Position cursor) {
    boolean areGapsComplete = false;
    for (Frame frame : batch.frames()) {
      if (frame instanceof Control.Subscribed confirmation) {
        confirmations.add(confirmation);
      }
      areGapsComplete |= frame instanceof SharedEvent || frame instanceof Control.Start;
    }
    if (!areGapsComplete) {
      gaps = framesOf(batch).stream().filter(Control.Gap.class::isInstance).toList();
      return;
    }
    PollAnswer answer = answer(batch, cursor);
    if (!answer.isEmpty() || (!waits && answer.isCaughtUp())) {
      answer(answer.bytes(confirmations, maxBytes));
      endUnlessFinishing();
    }
  }

  private List<Frame> framesOf(Batch batch) {
    if (gaps.isEmpty()) {
      return batch.frames();
    }
    List<Frame> frames = new ArrayList<>(gaps);
    frames.addAll(batch.frames());
    return frames;
  }

  private PollAnswer answer(Batch batch, Position cursor) {
    if (maxBytes != ANY_LENGTH) {
      return PollAnswer.upTo(framesOf(batch), cursor, maxBytes);
    }
    return gaps.isEmpty()
        ? batch.in(new PollForm(cursor))
        : new PollAnswer(framesOf(batch), cursor);
  }

  /** Ends the connection; if the answer still waits for the socket, the response does so later. */
  private void endUnlessFinishing() {
    if (!response.isFinishing()) {
      connection.end(CloseReason.NORMAL);
    }
  }

  private void answer(byte[] bytes) {
    answered = true;
    response.finish(bytes);
  }

  /**
   * A client that has not been told where it begins, or of all gaps, goes on from what it asked
   * for.
   */
  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    if (answered) {
      return;
    }
    // If the container has not called back yet, the answer is sent when it does.
    boolean goodbye = bye.reason() != CloseReason.MAX_AGE;
    boolean isTold = cursor != null && gaps.isEmpty();
    Position place = cursor == null || !isTold || isBeforeAsked(cursor) ? asked : cursor;
    if (goodbye) {
      answer(PollAnswer.goodbye(bye, place));
    } else {
      PollAnswer empty = new PollAnswer(List.of(), place);
      answer(isTold ? empty.bytes(confirmations, maxBytes) : empty.bytes());
    }
  }

  @Override
  public boolean isSayingGoodbye() {
    return response.isFinishing();
  }

  @Override
  public void giveUpGoodbye() {
    response.giveUp();
  }

  /**
   * Tells whether the client would go back, such as to the end of an epoch that it was ahead in.
   */
  private boolean isBeforeAsked(Position cursor) {
    return asked != null
        && cursor.epoch().equals(asked.epoch())
        && cursor.sequence() < asked.sequence();
  }
}
