package io.tidewire.engine;

import io.tidewire.TopicPattern;
import io.tidewire.window.Interest;
import io.tidewire.window.Replay;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the subscriptions of one connection. Confined to its loop.
 *
 * <h2>Why they keep step</h2>
 *
 * A client drops events that are not above a subscription's cursor. So subscriptions that share
 * topics advance together: while one of them is behind, the others are too, and those at the same
 * place are read as one. An event that another subscription has delivered is not delivered again.
 */
final class Subscriptions {

  private final Loop loop;
  private final List<Subscription> all = new ArrayList<>(1);

  /** Maintained from the second subscription on. */
  private @Nullable Overlaps overlaps;

  /** How many of all topics and patterns are patterns. */
  private int patterns;

  /** The only one, if there is just one; cached, since each delivery asks for it. */
  private @Nullable Subscription only;

  Subscriptions(Loop loop) {
    this.loop = loop;
  }

  List<Subscription> all() {
    return all;
  }

  boolean isOnly(Subscription subscription) {
    return only == subscription;
  }

  private void countAgain() {
    only = all.size() == 1 ? all.get(0) : null;
  }

  boolean areLive() {
    for (Subscription subscription : all) {
      if (!subscription.isLive()) {
        return false;
      }
    }
    return true;
  }

  boolean isAnyLive() {
    for (Subscription subscription : all) {
      if (subscription.isLive()) {
        return true;
      }
    }
    return false;
  }

  /** {@return the place up to which everything was handed over} */
  long reached() {
    long place = loop.reader().placeOrder();
    long reached = Long.MAX_VALUE;
    for (int i = 0; i < all.size(); i++) {
      reached = Math.min(reached, all.get(i).reached(place));
    }
    return reached == Long.MAX_VALUE ? place : reached;
  }

  /** {@return how many topics and patterns there are besides these} */
  int countBeside(Set<TopicPattern> some) {
    int count = overlaps == null ? 0 : overlaps.size();
    if (overlaps == null) {
      for (Subscription subscription : all) {
        count += subscription.interests().size();
      }
    }
    for (TopicPattern pattern : some) {
      count -= find(pattern) == null ? 0 : 1;
    }
    return count;
  }

  /** {@return how many topics and patterns were ever compared to find what they share} */
  long looks() {
    return overlaps == null ? 0 : overlaps.looks();
  }

  /** {@return how many patterns there are besides these} */
  int countPatternsBeside(Set<TopicPattern> some) {
    int count = patterns;
    for (TopicPattern pattern : some) {
      count -= pattern.hasWildcard() && find(pattern) != null ? 1 : 0;
    }
    return count;
  }

  private @Nullable Seat find(TopicPattern pattern) {
    if (overlaps != null) {
      return overlaps.find(pattern);
    }
    return all.isEmpty() ? null : all.get(0).find(pattern);
  }

  void add(Subscription subscription) {
    all.add(subscription);
    countAgain();
    register(subscription);
    subscription.interests().forEach(this::count);
    Set<Subscription> overlapping = overlapping(subscription);
    boolean waits = overlapping.stream().anyMatch(other -> !other.isLive());
    if (subscription.cursor() >= loop.reader().placeOrder() && !waits) {
      goLive(subscription);
    } else {
      holdUp(overlapping);
    }
  }

  private void count(Seat seat) {
    loop.counts().add(seat.pattern());
    loop.stats().subscriptions.add(1);
    patterns += seat.pattern().hasWildcard() ? 1 : 0;
    seat.setCounted(true);
  }

  /**
   * Takes a seat back out of the counts, unless that is done, or an error came before it was in.
   */
  private void uncount(Seat seat) {
    if (seat.isCounted()) {
      loop.counts().remove(seat.pattern());
      loop.stats().subscriptions.add(-1);
      patterns -= seat.pattern().hasWildcard() ? 1 : 0;
      seat.setCounted(false);
    }
  }

  private void register(Subscription subscription) {
    if (overlaps != null) {
      overlaps.add(subscription);
    } else if (all.size() > 1) {
      overlaps = new Overlaps();
      all.forEach(overlaps::add);
    }
  }

  private Set<Subscription> overlapping(Subscription subscription) {
    return overlaps == null ? Set.of() : overlaps.overlapping(subscription);
  }

  /** Holds up subscriptions, and in turn those that share topics with them; visits each once. */
  private void holdUp(Set<Subscription> some) {
    Deque<Subscription> held = new ArrayDeque<>(some);
    Subscription next;
    while ((next = held.poll()) != null) {
      if (next.isLive()) {
        fallBehind(next, loop.reader().placeOrder());
        held.addAll(overlapping(next));
      }
    }
  }

  private void goLive(Subscription subscription) {
    subscription.goLive(loop.reader().placeOrder());
    loop.reader().index().add(subscription);
  }

  /** Puts the subscriptions that are beyond a place back to it. */
  void fallBehind(long order) {
    all.forEach(subscription -> fallBehind(subscription, order));
  }

  /** Takes back what lies ahead of a place, since its epoch is over. */
  void epochEnds(long order) {
    all.forEach(subscription -> subscription.epochEnds(order));
  }

  private void fallBehind(Subscription subscription, long order) {
    if (subscription.isLive()) {
      subscription.interests().forEach(loop.reader().index()::remove);
    }
    subscription.fallBehind(order);
  }

  /**
   * Reads what comes next for those that are farthest behind, up to where the next ones are;
   * returns null if the caller has to ask again. Of an epoch that is over nothing is read, so all
   * that are still in it are equally far.
   */
  Replay.@Nullable Slice readNext() {
    long place = loop.reader().placeOrder();
    long epochBegin = loop.window().epochBegin(place);
    ToLongFunction<Subscription> cursor = s -> Math.max(s.cursor(), epochBegin);
    List<Subscription> behind = all.stream().filter(s -> !s.isLive()).toList();
    long from = behind.stream().mapToLong(cursor).min().orElse(place);
    long next = behind.stream().mapToLong(cursor).filter(c -> c > from).min().orElse(place);
    List<Subscription> readers =
        behind.stream().filter(s -> cursor.applyAsLong(s) == from).toList();
    Replay.Slice slice =
        loop.window().replay().read(readers, known(readers, place), Math.min(next, place), place);
    if (slice != null) {
      readers.forEach(reader -> reader.advance(slice.cursor()));
      if (slice.cursor() >= place) {
        behind.forEach(this::goLive);
      }
    }
    return slice;
  }

  /** {@return a test for events that subscriptions other than the readers have delivered} */
  private BiPredicate<SharedEvent, Predicate<Interest>> known(
      List<Subscription> readers, long place) {
    Overlaps among = overlaps;
    if (among == null || all.size() == readers.size()) {
      return (event, covers) -> false;
    }
    Set<Subscription> reading = new HashSet<>(readers);
    return (event, covers) ->
        among.hasPassed(event, covers, place, other -> !reading.contains(other));
  }

  /** {@return all topics and patterns} */
  List<TopicPattern> patterns() {
    return all.stream()
        .flatMap(subscription -> subscription.interests().stream())
        .map(Seat::pattern)
        .toList();
  }

  /** {@return whether one of them shares a topic with a pattern} */
  boolean touch(TopicPattern pattern) {
    return all.stream()
        .flatMap(subscription -> subscription.interests().stream())
        .anyMatch(seat -> Overlaps.overlap(seat.pattern(), pattern));
  }

  /** Ends a subscription; returns false if there is none. */
  boolean drop(TopicPattern pattern) {
    Seat seat = find(pattern);
    if (seat == null) {
      return false;
    }
    Subscription subscription = seat.subscription();
    loop.reader().index().remove(seat);
    uncount(seat);
    subscription.remove(seat);
    if (overlaps != null) {
      overlaps.remove(seat);
    }
    if (subscription.interests().isEmpty()) {
      all.remove(subscription);
      countAgain();
    }
    Connection connection = subscription.delivery().connection();
    connection.attachment().listeners().unsubscribed(connection.client(), pattern);
    return true;
  }

  /** Removes all. Can be repeated after an error. */
  void clear() {
    for (Subscription subscription : all) {
      for (Seat seat : subscription.interests()) {
        loop.reader().index().remove(seat);
        uncount(seat);
      }
    }
    all.clear();
    overlaps = null;
    countAgain();
  }
}
