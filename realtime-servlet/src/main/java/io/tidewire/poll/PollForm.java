package io.tidewire.poll;

import io.tidewire.Position;
import io.tidewire.wire.Frame;
import io.tidewire.wire.WireForm;
import java.util.List;

/**
 * Writes frames as the answer to polls, shared by those at the same place.
 *
 * @param cursor up to where the client has then seen all events
 */
record PollForm(Position cursor) implements WireForm<String, PollAnswer> {

  @Override
  public String of(Frame frame) {
    return WireForm.json().of(frame);
  }

  @Override
  public String shared(Frame frame) {
    return WireForm.json().shared(frame);
  }

  @Override
  public PollAnswer join(List<Frame> frames) {
    return new PollAnswer(frames, cursor);
  }

  /** Written out, since JDK 17's own would keep the class alive, and with it the application. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PollForm form && form.cursor.equals(cursor);
  }

  @Override
  public int hashCode() {
    return cursor.hashCode();
  }
}
