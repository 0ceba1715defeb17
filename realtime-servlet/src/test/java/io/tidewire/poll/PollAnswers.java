package io.tidewire.poll;

import io.tidewire.Position;
import io.tidewire.engine.Batch;

/** Encodes batches as answers to polls, for tests of other packages. */
public final class PollAnswers {

  private PollAnswers() {}

  /**
   * Encodes a whole batch.
   *
   * @param batch the batch
   * @param cursor the place behind it
   * @return the answer
   */
  public static byte[] whole(Batch batch, Position cursor) {
    return batch.in(new PollForm(cursor)).bytes();
  }

  /**
   * Encodes what of a batch fits.
   *
   * @param batch the batch
   * @param cursor the place behind it
   * @param maxBytes how long the answer may be
   * @return the answer
   */
  public static byte[] part(Batch batch, Position cursor, int maxBytes) {
    return PollAnswer.upTo(batch.frames(), cursor, maxBytes).bytes();
  }
}
