package io.tidewire.engine;

import io.tidewire.HubStats;
import io.tidewire.limits.Reached;
import io.tidewire.window.LogTail;
import io.tidewire.window.Replay;
import io.tidewire.window.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells operators what a hub on this node does and holds. Thread-safe. */
final class Overview {

  private final Shared shared;
  private final Loops loops;
  private final Appends appends;
  private final List<Attachment> attachments;

  Overview(Shared shared, Loops loops, Appends appends, List<Attachment> attachments) {
    this.shared = shared;
    this.loops = loops;
    this.appends = appends;
    this.attachments = attachments;
  }

  /** Reads what has closed before what was opened, so that never more have closed. */
  HubStats stats() {
    Window window = shared.window();
    LogTail tail = shared.tail();
    Counters counters = shared.counters();
    long closed = loops.sum(stats -> stats.closed);
    long opened = loops.sum(stats -> stats.opened);
    Map<String, Long> refusals = counters.refused().all();
    Replay.Kept kept = window.replay().kept();
    MessageCounts messages = counters.messages();
    // First, so that no more are answered than have been received.
    long answered = messages.allAnswered();
    long failed = messages.allFailed();
    return new HubStats(
        opened - closed,
        shared.connectionCounts().closing(),
        loops.sum(stats -> stats.subscriptions),
        opened,
        closed,
        loops.sum(stats -> stats.delivered),
        loops.sum(stats -> stats.dropped),
        loops.sum(stats -> stats.gaps),
        refusals.values().stream().mapToLong(Long::longValue).sum(),
        counters.published().sum(),
        counters.publishFailed().sum(),
        appends.underWay(),
        kept.topics(),
        window.backlog().inFlight(),
        loops.oldestUnreadMillis(),
        tail.duplicates() + tail.foreign(),
        tail.cuts(),
        shared.connectionCounts().waiting(),
        shared.nodeLimits().outbox().all().used(),
        shared.connectionCounts().users(),
        messages.allReceived(),
        answered,
        failed,
        counters.transfers().allHeld(),
        counters.transfers().allBytes(),
        counters.transfers().allCompleted(),
        counters.transfers().allOffers(),
        kept.events(),
        kept.bytes(),
        shared.nodeLimits().reached().all(),
        loops.open(),
        refusals);
  }

  /** {@return what is counted before there is a hub} */
  static HubStats nothing() {
    return new HubStats(
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        new Reached().all(),
        Loops.noneOpen(),
        new RefusalCounts().all());
  }

  /** {@return what {@link HubEngine#health} describes} */
  Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("log", shared.tail().isFilled() ? "read" : "away");
    health.put("log-unanswered", appends.underWay());
    health.put("closing", shared.connectionCounts().closing());
    health.put("application-stuck", attachments.stream().mapToInt(Attachment::stuck).sum());
    loops.describe(health);
    return health;
  }
}
