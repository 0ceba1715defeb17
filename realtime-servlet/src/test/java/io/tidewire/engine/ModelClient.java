package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import io.tidewire.engine.HistoryModel.Told;
import io.tidewire.engine.SubscribeRequest.Wish;
import io.tidewire.engine.WatchedRequest.Watch;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps to the protocol: it stores a cursor for each subscription, takes for it what
 * comes after its confirmation and above that cursor, and resumes by it on its next connection.
 */
final class ModelClient {

  /** How it asks for its subscriptions again. */
  enum Grouping {
    /** Each in a request of its own. */
    ONE_BY_ONE,
    /** All in one request, each with its cursor. */
    TOGETHER,
    /** All in one request from the lowest cursor. */
    BY_LOWEST
  }

  /** A subscription across connections. */
  private static final class Stream {
    private final Wish wish;
    private final Watch first;
    private final Set<Integer> got = new HashSet<>();
    private final List<Told> gaps = new ArrayList<>();
    private Position cursor;

    Stream(Wish wish, Watch first, Position cursor) {
      this.wish = wish;
      this.first = first;
      this.cursor = cursor;
      this.gaps.addAll(first.asked == null ? List.of(first.joined) : List.of());
    }

    /** Cursors are compared within an epoch only. */
    boolean isBelow(Position place) {
      return !cursor.epoch().equals(place.epoch()) || cursor.sequence() < place.sequence();
    }
  }

  private final Map<TopicPattern, Wish> wanted = new LinkedHashMap<>();
  private final Map<TopicPattern, Stream> streams = new HashMap<>();
  private final IdentityHashMap<Wish, Stream> resuming = new IdentityHashMap<>();
  private final IdentityHashMap<Wish, Stream> restarting = new IdentityHashMap<>();
  private final Set<Stream> confirmed = new HashSet<>();
  private @Nullable WatchedConnection connection;

  @Nullable WatchedConnection connection() {
    return connection;
  }

  void subscribe(List<Wish> wishes) {
    subscribe(wishes, () -> CompletableFuture.completedStage(null));
  }

  void subscribe(List<Wish> wishes, Supplier<CompletionStage<Void>> permission) {
    wishes.forEach(wish -> wanted.put(wish.pattern(), wish));
    connection.subscribe(new SubscribeRequest(wishes, null), permission);
  }

  void unsubscribe(String pattern) {
    wanted.remove(TopicPattern.of(pattern));
    connection.unsubscribe(pattern);
  }

  /** The connection has ended; its last few frames do not arrive. */
  void cut(int lostFrames) {
    List<Frame> frames = connection.transport.frames();
    read(frames.subList(0, Math.max(0, frames.size() - lostFrames)));
    connection = null;
    streams.values().removeIf(stream -> !isWanted(stream));
  }

  /** Whether it is what was wished last, and not a like wish before that. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isWanted(Stream stream) {
    return stream.wish == wanted.get(stream.wish.pattern());
  }

  /** A new connection; the cursors are its own, or, if it starts over, made up. */
  void resume(
      WatchedConnection to,
      Grouping grouping,
      boolean startsOver,
      UnaryOperator<Position> cursors) {
    connection = to;
    confirmed.clear();
    List<Wish> behindCursor = new ArrayList<>();
    for (Stream stream : streams.values()) {
      Position cursor = grouping == Grouping.BY_LOWEST ? lowest(stream.cursor) : stream.cursor;
      Wish wish = new Wish(stream.wish.pattern(), StartFrom.after(cursors.apply(cursor)));
      behindCursor.add(wish);
      (startsOver ? restarting : resuming).put(wish, stream);
    }
    if (grouping == Grouping.ONE_BY_ONE) {
      behindCursor.forEach(wish -> to.subscribe(new SubscribeRequest(List.of(wish), null)));
    } else if (!behindCursor.isEmpty()) {
      to.subscribe(new SubscribeRequest(behindCursor, null));
    }
    for (Wish wish : wanted.values()) {
      if (!streams.containsKey(wish.pattern())) {
        to.subscribe(new SubscribeRequest(List.of(wish), null));
      }
    }
  }

  /** The lowest cursor of those of one epoch. */
  private Position lowest(Position of) {
    return streams.values().stream()
        .map(stream -> stream.cursor)
        .filter(cursor -> cursor.epoch().equals(of.epoch()))
        .min(Comparator.comparingLong(Position::sequence))
        .orElseThrow();
  }

  private void read(List<Frame> frames) {
    int confirmations = 0;
    for (Frame frame : frames) {
      if (frame instanceof Control.Subscribed subscribed) {
        confirmed(connection.confirmed.get(confirmations++), subscribed);
      } else if (frame instanceof SharedEvent event && event.isPlaced()) {
        int number = connection.number(event);
        confirmed.forEach(stream -> got(stream, event, number));
      } else if (frame instanceof Control.Gap gap) {
        Stream stream = streams.get(TopicPattern.of(gap.topic()));
        stream.cursor = Position.parse(gap.to());
        stream.gaps.add(connection.gaps.get(gap));
      } else if (frame instanceof Control.Unsubscribed unsubscribed) {
        streams.remove(TopicPattern.of(unsubscribed.topic()));
      } else if (frame instanceof Control.Start start) {
        reached(Position.parse(start.cursor()));
      } else if (frame instanceof Control.Ping ping && ping.cursor() != null) {
        reached(Position.parse(ping.cursor()));
      }
    }
  }

  private void confirmed(Watch watch, Control.Subscribed subscribed) {
    Position cursor = Position.parse(subscribed.cursor());
    Stream stream = resuming.get(watch.wish);
    if (stream == null) {
      Stream before = restarting.get(watch.wish);
      stream = new Stream(before == null ? watch.wish : before.wish, watch, cursor);
    }
    for (Stream other : streams.values()) {
      stream.got.addAll(other.got);
    }
    stream.cursor = cursor;
    if (watch.asked != null && !subscribed.recovered()) {
      stream.gaps.add(watch.joined);
    }
    streams.put(watch.pattern(), stream);
    confirmed.add(stream);
  }

  private void got(Stream stream, SharedEvent event, int number) {
    if (stream.first.pattern().matches(event.content().topic())
        && stream.isBelow(event.position())) {
      stream.cursor = event.position();
      stream.got.add(number);
    }
  }

  /** A place is that of the subscriptions that are confirmed, as an event is theirs. */
  private void reached(Position place) {
    confirmed.stream().filter(s -> s.isBelow(place)).forEach(s -> s.cursor = place);
  }

  /** At the end, with nothing left to come: all that was wanted has come, or a gap was told. */
  void assertComplete(HistoryModel model) {
    read(connection.transport.frames());
    for (Wish wish : wanted.values()) {
      Stream stream = streams.get(wish.pattern());
      assertThat(stream).as("confirmation of %s", wish).isNotNull();
      assertThat(model.facts())
          .filteredOn(f -> f.isPlain && stream.first.covers(f))
          .filteredOn(f -> !stream.got.contains(f.number))
          .filteredOn(f -> !Watch.isExcused(model, f, stream.gaps))
          .as("never got, and no gap was told: %s", stream.first)
          .isEmpty();
    }
  }
}
