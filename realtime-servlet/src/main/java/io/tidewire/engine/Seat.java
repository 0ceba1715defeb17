package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import io.tidewire.window.Interest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds an interest of a subscription, and its place among those that take live events. */
final class Seat extends Interest {

  private final @Nullable Position asked;

  private @Nullable Subscription subscription;

  /** The audience with which it takes live events, and its slot in that. */
  private @Nullable Audience audience;

  private int slot;

  private boolean counted;

  private Seat(
      TopicPattern pattern, @Nullable Position asked, boolean isResumed, long from, int rewind) {
    super(pattern, isResumed, from, rewind);
    this.asked = asked;
  }

  /** Returns an interest that begins above an order that the client has not named. */
  static Seat above(TopicPattern pattern, long from) {
    return new Seat(pattern, null, false, from, 0);
  }

  /** Returns an interest that resumes after a cursor. */
  static Seat resumed(TopicPattern pattern, Position cursor, long order) {
    return new Seat(pattern, cursor, true, order, 0);
  }

  /** Returns an interest in all that is kept, since the client's cursor is of no use here. */
  static Seat startedOver(TopicPattern pattern, Position cursor) {
    return new Seat(pattern, cursor, false, 0, 0);
  }

  /**
   * Returns an interest that begins with the last few events of each topic up to a place that the
   * loop has reached.
   */
  static Seat rewound(TopicPattern pattern, int events, long place) {
    return new Seat(pattern, null, false, place, events);
  }

  /** {@return the cursor that the client gave, or null} */
  @Nullable Position asked() {
    return asked;
  }

  void belongTo(Subscription owner) {
    subscription = owner;
  }

  Subscription subscription() {
    return Objects.requireNonNull(subscription, "subscription");
  }

  @Nullable Audience audience() {
    return audience;
  }

  int slot() {
    return slot;
  }

  /** {@return whether it is among those that its loop counts} */
  boolean isCounted() {
    return counted;
  }

  void setCounted(boolean isCounted) {
    counted = isCounted;
  }

  void sitIn(@Nullable Audience in, int at) {
    audience = in;
    slot = at;
  }
}
