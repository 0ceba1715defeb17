package io.tidewire.engine;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Links in the order of a rising number. A link can be removed from anywhere at no cost that grows
 * with the chain, and a number's place is found by way of signposts: never more than a few links
 * lie between one signpost and the next. Not thread-safe.
 *
 * @param <T> the kind of link
 */
final class Chain<T extends Chain.Link<T>> {

  /** How many links there are at most from one signpost to the next. */
  static final int STRIDE = 64;

  private final TreeMap<Long, T> signposts = new TreeMap<>();
  private @Nullable T oldest;
  private @Nullable T newest;
  private int sinceSignpost;

  /**
   * What can be linked.
   *
   * @param <T> the kind of link
   */
  abstract static class Link<T extends Link<T>> {
    private @Nullable T older;
    private @Nullable T newer;
    private boolean isLinked;
    private boolean isSignpost;

    /** The number that orders it; stays what it is while it is linked. */
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

  /** The link before takes it over, so that no stretch becomes longer. */
  private void moveSignpost(T from, @Nullable T to) {
    linked(from).isSignpost = false;
    signposts.remove(from.number());
    if (to != null && !linked(to).isSignpost) {
      addSignpost(to);
    }
  }

  /** The oldest link whose number is above one. */
  @Nullable T firstAbove(long number) {
    Map.Entry<Long, T> signpost = signposts.floorEntry(number);
    T link = signpost == null ? oldest : signpost.getValue();
    while (link != null && link.number() <= number) {
      link = link.newer();
    }
    return link;
  }

  /** The newest link whose number is not above one. */
  @Nullable T lastUpTo(long number) {
    T above = firstAbove(number);
    return above == null ? newest : above.older();
  }
}
