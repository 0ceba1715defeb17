package io.tidewire.engine;

import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WireForm;
import java.util.Arrays;
import java.util.List;

/**
 * Holds all frames that are ready for a connection, for one write. Connections at the same place
 * share one batch, and so its bytes. Confined to a loop.
 */
public final class Batch {

  private static final Object[] NONE = {};

  private final List<Frame> frames;
  private final int events;

  /** The forms that were asked for, each followed by what it made of the frames. */
  private Object[] forms = NONE;

  Batch(List<Frame> frames) {
    this.frames = List.copyOf(frames);
    int count = 0;
    for (Frame frame : this.frames) {
      count += frame instanceof SharedEvent ? 1 : 0;
    }
    this.events = count;
  }

  /** {@return the frames in the order in which the client sees them, unmodifiable} */
  public List<Frame> frames() {
    return frames;
  }

  /** {@return how many of the frames are events} */
  int events() {
    return events;
  }

  /** {@return whether this batch consists of the same frames, by identity} */
  boolean isOf(List<Frame> others) {
    int size = frames.size();
    if (size != others.size()) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (frames.get(i) != others.get(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the frames in a form, joined when it is first asked for.
   *
   * @param <J> what several frames become in this form
   * @param form the form
   * @return what the form makes of the frames, shared by the connections with equal forms, not to
   *     be changed
   */
  public <J> J in(WireForm<?, J> form) {
    for (int i = 0; i < forms.length; i += 2) {
      if (forms[i].equals(form)) {
        @SuppressWarnings("unchecked") // An equal form has made it.
        J shared = (J) forms[i + 1];
        return shared;
      }
    }
    J made = form.join(frames);
    int size = forms.length;
    Object[] longer = Arrays.copyOf(forms, size + 2);
    longer[size] = form;
    longer[size + 1] = made;
    forms = longer;
    return made;
  }
}
