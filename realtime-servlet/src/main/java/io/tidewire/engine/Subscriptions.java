package io.tidewire.engine;

import io.tidewire.TopicPattern;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one connection. Confined to its loop.
 *
 * <h2>Why they keep step</h2>
 *
 * A client drops what is not above a subscription's cursor. So subscriptions that share topics go
 * forward together: while one of them is behind, the others are too, and all that are at the same
 * place are read as one. An event that another subscription has brought is not brought again.
 */
final class Subscriptions {

  private final Loop loop;
  private final List<Subscription> all = new ArrayList<>(1);

  /** The only one, if there is just one: kept, since each delivery asks for it. */
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

  /** The place up to which all was handed over. */
  long reached() {
    long place = loop.placeSequence();
    long reached = Long.MAX_VALUE;
    for (Subscription subscription : all) {
      reached = Math.min(reached, subscription.reached(place));
    }
    return reached == Long.MAX_VALUE ? place : reached;
  }

  /** How many topics and patterns there are beside some. */
  long countBeside(Set<TopicPattern> some) {
    return all.stream()
        .flatMap(subscription -> subscription.interests().stream())
        .filter(interest -> !some.contains(interest.pattern()))
        .count();
  }

  void add(Subscription subscription) {
    boolean waits = all.stream().anyMatch(other -> !other.isLive() && other.overlaps(subscription));
    all.add(subscription);
    countAgain();
    subscription.interests().forEach(interest -> loop.counts().add(interest.pattern()));
    if (subscription.cursor() >= loop.placeSequence() && !waits) {
      goLive(subscription);
    } else {
      holdUpOthers(subscription);
    }
  }

  private void holdUpOthers(Subscription behind) {
    for (Subscription other : all) {
      if (other.isLive() && other.overlaps(behind)) {
        fallBehind(other, loop.placeSequence());
        holdUpOthers(other);
      }
    }
  }

  private void goLive(Subscription subscription) {
    subscription.goLive(loop.placeSequence());
    loop.index().add(subscription);
  }

  /** Puts all back to a place, of those that have come farther. */
  void fallBehind(long sequence) {
    all.forEach(subscription -> fallBehind(subscription, sequence));
  }

  private void fallBehind(Subscription subscription, long sequence) {
    if (subscription.isLive()) {
      loop.index().remove(subscription);
    }
    subscription.fallBehind(sequence);
  }

  /** What comes next for those that are farthest behind, up to where the next ones are. */
  Window.Slice readNext() {
    long place = loop.placeSequence();
    List<Subscription> behind = all.stream().filter(s -> !s.isLive()).toList();
    long from = behind.stream().mapToLong(Subscription::cursor).min().orElse(place);
    long next =
        behind.stream().mapToLong(Subscription::cursor).filter(c -> c > from).min().orElse(place);
    List<Subscription> readers = behind.stream().filter(s -> s.cursor() == from).toList();
    Window.Slice slice = loop.window().read(readers, Math.min(next, place), place);
    List<SharedEvent> events =
        slice.events().stream().filter(event -> !hasOtherPassed(readers, event, place)).toList();
    readers.forEach(reader -> reader.advance(slice.cursor()));
    if (slice.cursor() >= place) {
      behind.forEach(this::goLive);
    }
    return new Window.Slice(slice.losses(), events, slice.cursor());
  }

  private boolean hasOtherPassed(List<Subscription> readers, SharedEvent event, long place) {
    if (all.size() == readers.size()) {
      return false;
    }
    for (Subscription other : all) {
      if (!readers.contains(other)
          && other.hasPassed(event.event().topic(), event.sequence(), place)) {
        return true;
      }
    }
    return false;
  }

  void drop(TopicPattern pattern) {
    for (Subscription subscription : List.copyOf(all)) {
      if (subscription.has(pattern)) {
        loop.index().remove(subscription);
        subscription.remove(pattern);
        loop.counts().remove(pattern);
        if (subscription.interests().isEmpty()) {
          all.remove(subscription);
          countAgain();
        } else if (subscription.isLive()) {
          loop.index().add(subscription);
        }
      }
    }
  }

  void clear() {
    for (Subscription subscription : all) {
      loop.index().remove(subscription);
      subscription.interests().forEach(interest -> loop.counts().remove(interest.pattern()));
    }
    all.clear();
    countAgain();
  }
}
