package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import io.tidewire.limits.Bound;
import io.tidewire.window.Interest;
import io.tidewire.window.Replay;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts a subscription: finds where each of its topics begins, confirms, tells gaps, and hands
 * over to the connection. Runs on the connection's loop.
 */
final class SubscriptionStart {

  private final Connection connection;
  private final Loop loop;
  private final SubscribeRequest request;
  private final long asked;
  private final Map<TopicPattern, SubscribeRequest.Wish> wishes = new LinkedHashMap<>();

  /** The rest of the work, if that takes more than one turn; returns whether it is done. */
  private BooleanSupplier goOn = () -> true;

  private @Nullable Subscription subscription;

  /**
   * @param asked the place of the newest event when the client asked; the loop may not have reached
   *     it if the event is just entering the ring
   */
  SubscriptionStart(Connection connection, SubscribeRequest request, long asked) {
    this.connection = connection;
    this.loop = connection.loop();
    this.request = request;
    this.asked = asked;
  }

  /**
   * Begins; of a topic that is requested twice, the last request counts. Returns false if the work
   * continues later; then it tells the connection's requests when it is done.
   */
  boolean begin() {
    request.wishes().forEach(wish -> wishes.put(wish.pattern(), wish));
    long highest =
        wishes.values().stream()
            .flatMap(wish -> wish.start().cursor().stream())
            .mapToLong(this::orderOf)
            .max()
            .orElse(0);
    if (highest > loop.window().newest()) {
      awaitLog(highest);
      return false;
    }
    return complete(loop.window().newest());
  }

  /** Waits until it is known whether the log has what the client names ahead of this node. */
  private void awaitLog(long order) {
    Requests requests = connection.requests();
    loop.shared()
        .tail()
        .newestInLog(order)
        .thenAccept(newest -> requests.enqueueRest(() -> completeLater(newest)));
  }

  private void completeLater(long newestInLog) {
    if (!connection.isClosed() && complete(Math.max(newestInLog, loop.window().newest()))) {
      connection.requests().finished();
    }
  }

  /** Returns false if the work continues in later turns. */
  private boolean complete(long newestInLog) {
    if (isTooMuch()) {
      return true;
    }
    List<Seat> seats = wishes.values().stream().map(wish -> seat(wish, newestInLog)).toList();
    loop.window().replay().begin(seats, loop.reader().placeOrder());
    Subscription started = new Subscription(connection.delivery(), seats);
    subscription = started;
    goOn = () -> start(started);
    if (goOn.getAsBoolean()) {
      return true;
    }
    connection.delivery().prepare(this);
    return false;
  }

  private Seat seat(SubscribeRequest.Wish wish, long newestInLog) {
    TopicPattern pattern = wish.pattern();
    StartFrom start = wish.start();
    return switch (start.kind) {
      case NOW -> Seat.above(pattern, Math.max(asked, loop.reader().placeOrder()));
      case BEGINNING -> Seat.above(pattern, 0);
      case AFTER -> after(pattern, Objects.requireNonNull(start.cursor), newestInLog);
      case REWIND -> rewound(pattern, start.rewind);
    };
  }

  private Seat after(TopicPattern pattern, Position cursor, long newestInLog) {
    long order = orderOf(cursor);
    return order >= 0 && order <= newestInLog
        ? Seat.resumed(pattern, cursor, order)
        : Seat.startedOver(pattern, cursor);
  }

  /** Finds the beginning of one topic at once; that of a pattern is found while reading. */
  private Seat rewound(TopicPattern pattern, int events) {
    long place = loop.reader().placeOrder();
    return pattern.hasWildcard()
        ? Seat.rewound(pattern, events, place)
        : Seat.above(pattern, loop.window().replay().rewind(pattern.text(), events, place));
  }

  /** {@return the order of a position; -1 if its epoch is none that this loop is in or before} */
  private long orderOf(Position position) {
    return loop.window().orderOf(position, loop.reader().placeOrder());
  }

  /** Takes back what the client has named ahead of a place, since its epoch is over. */
  void epochEnds(long order) {
    Subscription prepared = subscription;
    if (prepared != null) {
      prepared.epochEnds(order);
    }
  }

  /** {@return whether the connection would hold too much, which the client is told then} */
  private boolean isTooMuch() {
    EngineSettings.Limits limits = loop.shared().settings().limits();
    Subscriptions present = connection.delivery().subscriptions();
    Set<TopicPattern> named = wishes.keySet();
    int patterns = (int) named.stream().filter(TopicPattern::hasWildcard).count();
    int most = limits.subscriptions();
    if (present.countBeside(named) + named.size() > most) {
      refuse(Bound.SUBSCRIPTIONS, most + " subscriptions");
      return true;
    }
    int mostPatterns = limits.clients().patterns();
    if (patterns > 0 && present.countPatternsBeside(named) + patterns > mostPatterns) {
      refuse(Bound.PATTERNS, mostPatterns + " subscriptions by pattern");
      return true;
    }
    return false;
  }

  private void refuse(Bound bound, String most) {
    loop.shared().nodeLimits().reached().count(bound);
    connection.refuse(
        ErrorCode.RATE_LIMITED,
        "a connection may hold at most " + most + ", by " + bound,
        request.id());
  }

  /** Continues what did not end in one turn. */
  void goOn() {
    if (goOn.getAsBoolean()) {
      connection.delivery().prepare(null);
      connection.requests().finished();
    } else {
      connection.delivery().prepare(this);
    }
  }

  /**
   * Returns false if it is not known yet what was lost. Until then the client's other subscriptions
   * go on, including those that this one replaces.
   */
  private boolean start(Subscription started) {
    Replay.Slice losses = loop.window().replay().takeLosses(started, loop.reader().placeOrder());
    if (losses == null) {
      return false;
    }
    wishes.keySet().forEach(connection.delivery().subscriptions()::drop);
    Set<Interest> gaps = new HashSet<>(losses.lost());
    for (Seat seat : started.interests()) {
      if (!seat.isResumed()) {
        gaps.add(seat);
      }
    }
    for (Seat seat : started.interests()) {
      connection.tell(confirmation(seat, !gaps.contains(seat), losses.resumeFrom()));
    }
    for (Seat seat : started.interests()) {
      Position asked = seat.asked();
      if (asked != null && gaps.contains(seat)) {
        connection.tell(connection.delivery().gap(seat, asked, losses.resumeFrom()));
      }
    }
    if (!connection.isClosed()) {
      started.advance(losses.resumeFrom());
      connection.delivery().add(started);
    }
    return true;
  }

  /** Confirms; without a valid cursor, with the place below all that the request will deliver. */
  private Control confirmation(Seat seat, boolean isRecovered, long resumeFrom) {
    long start = isRecovered ? seat.lowestStart() : Math.max(seat.lowestStart(), resumeFrom);
    return new Control.Subscribed(
        request.id(), seat.pattern().text(), loop.state().position(start).toString(), isRecovered);
  }
}
