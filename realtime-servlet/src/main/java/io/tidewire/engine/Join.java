package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import io.tidewire.spi.EventLog;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a subscription: finds where each of its topics starts, then confirms, tells
 * gaps, and hands over to the connection. Runs on the connection's loop.
 */
final class Join {

  private static final System.Logger LOG = System.getLogger(Join.class.getName());

  private final Connection connection;
  private final Loop loop;
  private final long asked;
  private final Map<TopicPattern, SubscribeRequest.Wish> wishes = new LinkedHashMap<>();
  private final Set<Interest> gaps = new HashSet<>();

  /**
   * @param asked the place of the newest event when the client asked; the loop may still be before
   *     it when the event is only just on its way into the ring
   */
  Join(Connection connection, Loop loop, long asked) {
    this.connection = connection;
    this.loop = loop;
    this.asked = asked;
  }

  /** A topic that is wished twice is wished as the last one says. */
  void begin(SubscribeRequest request) {
    request.wishes().forEach(wish -> wishes.put(wish.pattern(), wish));
    boolean ahead =
        wishes.values().stream()
            .anyMatch(
                wish ->
                    wish.start() instanceof StartFrom.After after
                        && isOurs(after.position())
                        && after.position().sequence() > loop.window().newest());
    if (ahead) {
      askLog(request.id());
    } else {
      complete(request.id(), loop.window().newest());
    }
  }

  private void askLog(@Nullable String id) {
    connection.requests().pause();
    loop.logBounds()
        .whenComplete(
            (bounds, failure) ->
                loop.execute(
                    connection,
                    () -> {
                      complete(id, newest(bounds, failure));
                      connection.requests().resume();
                    }));
  }

  private long newest(EventLog.@Nullable Bounds bounds, @Nullable Throwable failure) {
    if (bounds == null) {
      String message = "cannot tell a cursor's place in the log";
      loop.boundedLog().log(BoundedLog.Kind.LOG_FAILURE, LOG, message, failure);
      return loop.window().newest();
    }
    return bounds.newest();
  }

  private void complete(@Nullable String id, long logNewest) {
    int most = loop.settings().limits().subscriptions();
    if (connection.delivery().subscriptions().countBeside(wishes.keySet()) + wishes.size() > most) {
      connection.refuse(
          ErrorCode.RATE_LIMITED, "a connection may hold at most " + most + " subscriptions", id);
      return;
    }
    wishes.keySet().forEach(connection.delivery().subscriptions()::drop);
    List<Interest> interests =
        wishes.values().stream().map(wish -> interest(wish, logNewest)).toList();
    start(new Subscription(connection.delivery(), interests), id);
  }

  private Interest interest(SubscribeRequest.Wish wish, long logNewest) {
    long now = Math.max(asked, loop.placeSequence());
    TopicPattern pattern = wish.pattern();
    StartFrom start = wish.start();
    if (start instanceof StartFrom.After after) {
      return resumed(pattern, after.position(), logNewest);
    }
    if (start instanceof StartFrom.Rewind rewind) {
      Map<String, Long> starts = loop.window().rewind(pattern, rewind.events(), now);
      return new Interest(pattern, null, now, starts);
    }
    long from = start instanceof StartFrom.Beginning ? 0 : now;
    return new Interest(pattern, null, from, Map.of());
  }

  private Interest resumed(TopicPattern pattern, Position asked, long logNewest) {
    if (isOurs(asked) && asked.sequence() <= logNewest) {
      return new Interest(pattern, asked, asked.sequence(), Map.of());
    }
    Interest all = new Interest(pattern, asked, 0, Map.of());
    gaps.add(all);
    return all;
  }

  private boolean isOurs(Position position) {
    return position.epoch().equals(loop.window().epoch());
  }

  private void start(Subscription subscription, @Nullable String id) {
    Window.Losses losses = loop.window().takeLosses(subscription, loop.placeSequence());
    losses.interests().stream().filter(i -> i.asked() != null).forEach(gaps::add);
    for (Interest interest : subscription.interests()) {
      connection.tell(confirmation(interest, losses.resumeFrom(), id));
    }
    for (Interest interest : subscription.interests()) {
      Position asked = interest.asked();
      if (asked != null && gaps.contains(interest)) {
        connection.tell(connection.delivery().gap(interest, asked, losses.resumeFrom()));
      }
    }
    if (!connection.isClosed()) {
      connection.delivery().add(subscription);
    }
  }

  private Control confirmation(Interest interest, long resumeFrom, @Nullable String id) {
    boolean gap = gaps.contains(interest);
    long start = gap ? resumeFrom : interest.lowestStart();
    return new Control.Subscribed(
        id,
        interest.pattern().text(),
        loop.position(start).toString(),
        interest.asked() != null && !gap);
  }
}
