package io.tidewire.window;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Links elements in the order of a rising number. Removing a link costs the same however long the
 * chain is, and a number is found by way of signposts, between which there are few links. Not
 * thread-safe.
 *
 * @param <T> the kind of link
 */
final class Chain<T extends Chain.Link<T>> {

  /** The most links from one signpost to the next. */
  static final int STRIDE = 64;

  private final TreeMap<Long, T> signposts = new TreeMap<>();
  private @Nullable T oldest;
  private @Nullable T newest;
  private int sinceSignpost;

  /**
   * Can be linked into one chain.
   *
   * @param <T> the kind of link
   */
  abstract static class Link<T extends Link<T>> {
    private @Nullable T older;
    private @Nullable T newer;
    private boolean isLinked;
    private boolean isSignpost;

    /** {@return the number that orders this link; it must not change while this is linked} */
    abstract long number();

    final @Nullable T older() {
      return older;
    }

    final @Nullable T newer() {
      return newer;
    }
  }

  @Nullable T oldest() {
    return oldest;
  }

  /** Adds a link whose number is higher than all others. */
  void append(T link) {
    Link<T> added = link;
    added.isLinked = true;
    added.older = newest;
    if (newest == null) {
      oldest = link;
    } else {
      linked(newest).newer = link;
    }
    newest = link;
    if (++sinceSignpost >= STRIDE) {
      sinceSignpost = 0;
      addSignpost(link);
    }
  }

  private static <T extends Link<T>> Link<T> linked(T link) {
    return link;
  }

  private void addSignpost(T link) {
    linked(link).isSignpost = true;
    signposts.put(link.number(), link);
  }

  /** Removes a link; does nothing if it is not linked. */
  void remove(T link) {
    Link<T> removed = link;
    if (!removed.isLinked) {
      return;
    }
    T before = removed.older;
    T after = removed.newer;
    if (before == null) {
      oldest = after;
    } else {
      linked(before).newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      linked(after).older = before;
    }
    removed.older = null;
    removed.newer = null;
    removed.isLinked = false;
    if (removed.isSignpost) {
      moveSignpost(link, before);
    }
  }

  /** Moves a signpost to the link before, so that no stretch becomes longer. */
  private void moveSignpost(T from, @Nullable T to) {
    linked(from).isSignpost = false;
    signposts.remove(from.number());
    if (to != null && !linked(to).isSignpost) {
      addSignpost(to);
    }
  }

  /** {@return the oldest link whose number is above a given one} */
  @Nullable T firstAbove(long number) {
    Map.Entry<Long, T> signpost = signposts.floorEntry(number);
    T link = signpost == null ? oldest : signpost.getValue();
    while (link != null && link.number() <= number) {
      link = link.newer();
    }
    return link;
  }

  /** {@return the newest link whose number is not above a given one} */
  @Nullable T lastUpTo(long number) {
    T above = firstAbove(number);
    return above == null ? newest : above.older();
  }
}
