package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import io.tidewire.engine.HistoryModel.Fact;
import io.tidewire.engine.HistoryModel.Told;
import io.tidewire.engine.WatchedRequest.Watch;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A connection, each of whose frames is held against the model. */
final class WatchedConnection {

  final RecordingTransport transport;
  final Loop loop;
  final List<Watch> confirmed = new ArrayList<>();
  final IdentityHashMap<Control.Gap, Told> gaps = new IdentityHashMap<>();
  private final HistoryModel model;
  private final List<WatchedRequest> requests = new ArrayList<>();
  private final List<WatchedRequest> joining = new ArrayList<>();
  private final Set<Integer> unplaced = new HashSet<>();
  private final Map<String, Long> searchedUpTo = new HashMap<>();
  private final Supplier<OptionalLong> newestInLog;
  private int checked;
  private boolean isWronglyAnswered;

  /**
   * @param newestInLog the highest order in the log, if that is there and in the hub's epoch
   */
  WatchedConnection(
      RecordingTransport transport, HistoryModel model, Supplier<OptionalLong> newestInLog) {
    this.newestInLog = newestInLog;
    this.transport = transport;
    this.loop = transport.served().loop();
    this.model = model;
  }

  /** What it is subscribed to. */
  Set<TopicPattern> patterns() {
    Set<TopicPattern> patterns = new HashSet<>();
    for (Subscription subscription : transport.served().delivery().subscriptions().all()) {
      subscription.interests().forEach(seat -> patterns.add(seat.pattern()));
    }
    return patterns;
  }

  void subscribe(SubscribeRequest request) {
    subscribe(request, () -> CompletableFuture.completedStage(null));
  }

  /** Subscribes once a stage allows it, which begins when the requests before it are done. */
  void subscribe(SubscribeRequest request, Supplier<CompletionStage<Void>> permission) {
    WatchedRequest watched = new WatchedRequest(model, request);
    joining.add(watched);
    transport
        .connection()
        .request(
            request.id(),
            () ->
                permission
                    .get()
                    .thenApply(
                        allowed -> {
                          watched.isAllowed(model.facts().size());
                          return watched(watched, Outcome.subscribe(request));
                        }));
  }

  /** The loop takes up the request at its place then, having gone as far as was there before. */
  private Outcome watched(WatchedRequest request, Outcome outcome) {
    return new Outcome(
        (served, newest, written) -> {
          loop.reader().passUpTo(written);
          request.join(Math.max(loop.reader().placeOrder(), newest), model.newest());
          long ahead = request.highest(model, loop.reader().placeOrder());
          boolean asksTheLog = ahead > model.newest();
          if (asksTheLog) {
            whenAnswered(ahead, inLog -> joinLater(request, newest, inLog));
          }
          boolean atOnce = request.served(outcome.carryOut(served, newest, written));
          if (asksTheLog) {
            whenAnswered(ahead, inLog -> takeUp());
          }
          return atOnce;
        });
  }

  /** Enqueues a task at the log's answer; those who wait for one order get it in their order. */
  private void whenAnswered(long order, LongConsumer task) {
    int epoch = model.epochAt(order);
    loop.shared()
        .tail()
        .newestInLog(order)
        .thenAccept(
            inLog -> {
              boolean isOver = model.epochAt(Long.MAX_VALUE) > epoch;
              isWronglyAnswered |= !isOver && !isTrue(order, inLog);
              loop.enqueue(transport.served(), () -> task.accept(inLog));
            });
  }

  /** A log that is there says how far it goes; only one that is not is taken at a client's word. */
  private boolean isTrue(long order, long inLog) {
    OptionalLong newest = newestInLog.get();
    return inLog == Long.MAX_VALUE
        ? newest.isEmpty()
        : inLog >= order || newest.equals(OptionalLong.of(inLog));
  }

  private void joinLater(WatchedRequest request, long newest, long inLog) {
    request.join(Math.max(loop.reader().placeOrder(), newest), Math.max(inLog, model.newest()));
  }

  void unsubscribe(String pattern) {
    joining.add(new WatchedRequest(model, new SubscribeRequest(List.of(), null)));
    TestHub.unsubscribe(transport, pattern);
  }

  /** Before the loop takes up what was left for it. */
  void beforeTurn() {
    searchedUpTo.clear();
    for (Subscription subscription : delivery().subscriptions().all()) {
      long searched = subscription.searchedUpTo();
      if (searched < Long.MAX_VALUE) {
        subscription
            .interests()
            .forEach(interest -> searchedUpTo.put(interest.pattern().text(), searched));
      }
    }
  }

  /** The losses are known of those that are through. */
  private void takeUp() {
    while (joining.size() > transport.served().requests().pending()) {
      WatchedRequest next = joining.remove(0);
      requests.add(next);
      next.joined(loop.reader().placeOrder());
    }
  }

  /** Whether requests are left: in a loop that has nothing to do, they wait for the log. */
  boolean isAsking() {
    return transport.served().requests().pending() > 0;
  }

  private Delivery delivery() {
    return transport.served().delivery();
  }

  /** After a turn: all that was sent in it was sent at the loop's present place. */
  void afterTurn(int outboxBound) {
    assertThat(isWronglyAnswered).as("told the wrong thing of the log").isFalse();
    takeUp();
    List<RecordingTransport.Sent> sends = transport.sends();
    for (; checked < sends.size(); checked++) {
      sends.get(checked).frames().forEach(this::check);
      checkCursor(sends.get(checked).cursor());
    }
    for (Subscription subscription : delivery().subscriptions().all()) {
      if (subscription.isLive()) {
        subscription.interests().stream()
            .flatMap(interest -> active(interest.pattern().text()))
            .forEach(watch -> watch.isLiveAt(loop.reader().placeOrder()));
      }
    }
    assertThat(delivery().outbox().events()).as("outbox").isLessThanOrEqualTo(outboxBound);
  }

  private void check(Frame frame) {
    if (frame instanceof SharedEvent event) {
      checkEvent(event);
    } else if (frame instanceof Control.Subscribed subscribed) {
      checkConfirmation(subscribed);
    } else if (frame instanceof Control.Gap gap) {
      checkGap(gap);
    } else if (frame instanceof Control.Unsubscribed unsubscribed) {
      active(unsubscribed.topic()).forEach(this::end);
    } else if (frame instanceof Control.Start start) {
      checkCursor(Position.parse(start.cursor()));
    } else if (frame instanceof Control.Ping ping && ping.cursor() != null) {
      checkCursor(Position.parse(ping.cursor()));
    }
  }

  private void checkEvent(SharedEvent event) {
    Fact fact = model.fact(event.content());
    assertThat(fact).as("the log has not given %s", event.content()).isNotNull();
    assertThat(event.isPlaced()).isEqualTo(fact.isPlain);
    assertThat(event.order()).isEqualTo(fact.order);
    List<WatchedRequest> covering = requests.stream().filter(r -> r.expects(fact)).toList();
    assertThat(covering).as("requests that %s belongs to", fact).isNotEmpty();
    for (WatchedRequest request : covering) {
      assertThat(fact.order)
          .as("%s follows in %s", fact, request.watches)
          .isGreaterThanOrEqualTo(fact.isPlain ? request.last + 1 : request.lastEvent);
      if (fact.isPlain) {
        request.watches.stream()
            .filter(watch -> watch.isActive() && watch.pattern().matches(fact.topic))
            .forEach(watch -> checkCuts(watch, fact.order));
      }
      request.last = Math.max(request.last, fact.order);
      request.lastEvent = fact.order;
      request.seen.add(fact.number);
    }
    assertThat(fact.isPlain || unplaced.add(fact.number)).as("%s comes once", fact).isTrue();
  }

  /** Which of the events it is. */
  int number(SharedEvent event) {
    return model.fact(event.content()).number;
  }

  private static void checkCuts(Watch watch, long order) {
    assertThat(watch.hasCrossedSilently(order))
        .as("%s comes to %d without a gap for what the log has lost", watch, order)
        .isFalse();
  }

  private void checkConfirmation(Control.Subscribed subscribed) {
    Watch watch =
        requests.stream()
            .flatMap(r -> r.watches.stream())
            .filter(w -> !w.confirmed && w.pattern().text().equals(subscribed.topic()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("nobody asked for " + subscribed));
    active(subscribed.topic()).forEach(this::end);
    watch.confirmed = true;
    confirmed.add(watch);
    if (watch.asked == null) {
      assertThat(subscribed.recovered()).as("%s without a cursor", subscribed).isFalse();
    } else if (subscribed.recovered()) {
      assertThat(watch.mustHaveGap).as("%s has lost something: %s", watch, subscribed).isFalse();
    } else {
      assertThat(watch.mayHaveGap).as("%s can lack something: %s", watch, subscribed).isTrue();
      watch.joinGapIsDue = true;
    }
  }

  private Stream<Watch> active(String pattern) {
    return requests.stream()
        .flatMap(r -> r.watches.stream())
        .filter(w -> w.isActive() && w.pattern().text().equals(pattern));
  }

  /** What an ended subscription has brought, the others need not bring again. */
  private void end(Watch watch) {
    watch.ended = true;
    WatchedRequest of = requests.stream().filter(r -> r.watches.contains(watch)).findFirst().get();
    requests.forEach(request -> request.seen.addAll(of.seen));
  }

  private void checkGap(Control.Gap gap) {
    WatchedRequest request =
        requests.stream()
            .filter(r -> r.watches.stream().anyMatch(w -> isOf(w, gap)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("nobody is subscribed for " + gap));
    Watch watch = request.watches.stream().filter(w -> isOf(w, gap)).findFirst().get();
    long place = loop.reader().placeOrder();
    Told told = new Told(model.step(), place, searchedUpTo.getOrDefault(gap.topic(), place));
    if (watch.joinGapIsDue) {
      assertThat(gap.from()).isEqualTo(String.valueOf(watch.asked));
      told = watch.joined;
      watch.joinGapIsDue = false;
    } else {
      long from = model.order(Position.parse(gap.from()));
      assertThat(watch.mayHaveLost(from, watch.lastTold(), place))
          .as("%s of %s can be, after %s", gap, watch, watch.lastTold())
          .isTrue();
    }
    watch.gaps.add(told);
    gaps.put(gap, told);
    request.last = Math.max(request.last, model.order(Position.parse(gap.to())));
  }

  private static boolean isOf(Watch watch, Control.Gap gap) {
    return watch.isActive() && watch.pattern().text().equals(gap.topic());
  }

  /** Whoever resumes behind a cursor has got all up to it. */
  void checkCursor(Position cursor) {
    long order = model.order(cursor);
    for (WatchedRequest request : requests) {
      for (Watch watch : request.watches) {
        if (watch.isActive()) {
          assertThat(missing(watch, order))
              .as("missed below the cursor %s in %s", cursor, watch)
              .isEmpty();
          checkCuts(watch, order);
        }
      }
    }
  }

  private List<Fact> missing(Watch watch, long cursor) {
    List<Fact> missing = new ArrayList<>();
    for (Fact fact : model.facts()) {
      if (fact.isPlain
          && fact.order <= cursor
          && watch.covers(fact)
          && !isSeen(fact)
          && !watch.isExcused(fact)) {
        missing.add(fact);
      }
    }
    return missing;
  }

  private boolean isSeen(Fact fact) {
    for (WatchedRequest request : requests) {
      if (request.seen.contains(fact.number)) {
        return true;
      }
    }
    return false;
  }
}
