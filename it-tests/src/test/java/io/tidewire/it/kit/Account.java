package io.tidewire.it.kit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What one client of a {@link Ledger} saw. Thread-safe. */
public final class Account {
  private static final int FAULTS_SHOWN = 20;

  /** One topic's numbers. */
  private static final class Track {
    final BitSet seen = new BitSet();
    final BitSet excused = new BitSet();
    final TreeMap<Integer, Integer> connectionByHole = new TreeMap<>();
    int last;
    boolean gapPending;
  }

  private final String client;
  private final List<String> subscriptions;

  // Guarded by this.
  private final Map<String, Track> tracks = new LinkedHashMap<>();
  private final List<String> connections = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private final List<String> incomplete = new ArrayList<>();
  private int dropped;
  private long progress;

  Account(String client, List<String> subscriptions) {
    this.client = client;
    this.subscriptions = List.copyOf(subscriptions);
  }

  /** The client connects, for the first time or again; the text says how and why. */
  public synchronized void connected(String how) {
    connections.add(how);
  }

  /** An event that the client took for new. */
  public synchronized void received(String topic, int number) {
    Track track = tracks.computeIfAbsent(topic, this::newTrack);
    if (track.seen.get(number)) {
      fault(topic + ": " + number + " doubled");
    } else if (number < track.last) {
      fault(topic + ": " + number + " out of order, after " + track.last);
    } else if (number > track.last + 1) {
      track.connectionByHole.put(track.last + 1, connections.size());
      track.excused.set(track.last + 1, number, track.gapPending);
    }
    track.seen.set(number);
    track.last = Math.max(track.last, number);
    track.gapPending = false;
    progress++;
    notifyAll();
  }

  /** An event that the client dropped because its cursor was not above the known one. */
  public synchronized void dropped() {
    dropped++;
  }

  /** How many events the client dropped, which a server that resumes exactly never makes it do. */
  public synchronized int droppedCount() {
    return dropped;
  }

  /** A loss was announced, on each covered topic right before its next event. */
  public synchronized void gap(String subscription, String notice) {
    gaps.add(notice + on(connections.size()));
    incomplete.add(subscription);
    tracks.forEach((topic, track) -> track.gapPending |= Cursors.covers(subscription, topic));
  }

  /** Something else that the contract forbids. */
  public synchronized void fault(String what) {
    faults.add(what + on(connections.size()));
  }

  /** The topics and patterns of the client's one subscribe request. */
  public List<String> subscriptions() {
    return subscriptions;
  }

  /** How often the client has connected. */
  public synchronized int connections() {
    return connections.size();
  }

  /** How many losses were announced to it. */
  public synchronized int gapCount() {
    return gaps.size();
  }

  /** The numbers that it has of a topic. */
  public synchronized BitSet received(String topic) {
    Track track = tracks.get(topic);
    return track == null ? new BitSet() : (BitSet) track.seen.clone();
  }

  /** Waits for the last number of each covered topic; false if nothing more comes. */
  synchronized boolean awaitLast(Map<String, Integer> published) {
    Map<String, Integer> wanted = new LinkedHashMap<>(published);
    wanted.keySet().removeIf(topic -> !isCovered(topic));
    long before = -1;
    while (before != progress) {
      before = progress;
      wanted.entrySet().removeIf(entry -> last(entry.getKey()) >= entry.getValue());
      if (wanted.isEmpty()) {
        return true;
      }
      waitForProgress();
    }
    return false;
  }

  /** What is wrong, in lines to read; empty if nothing is. */
  synchronized String report(Map<String, Integer> published, boolean gapsAllowed) {
    List<String> lines = new ArrayList<>(faults);
    if (!gapsAllowed) {
      lines.addAll(gaps);
    }
    published.forEach(
        (topic, last) -> {
          if (isCovered(topic)) {
            addMissing(lines, topic, last, gapsAllowed);
          }
        });
    if (lines.isEmpty()) {
      return "";
    }
    int more = Math.max(0, lines.size() - FAULTS_SHOWN);
    return this
        + ", connected "
        + connections.size()
        + " times, "
        + dropped
        + " dropped:\n  "
        + String.join("\n  ", lines.subList(0, lines.size() - more))
        + (more > 0 ? "\n  and " + more + " more" : "");
  }

  private void addMissing(List<String> lines, String topic, int last, boolean gapsAllowed) {
    Track track = tracks.getOrDefault(topic, newTrack(topic));
    BitSet missing = new BitSet();
    missing.set(1, last + 1);
    missing.andNot(track.seen);
    if (gapsAllowed) {
      missing.andNot(track.excused);
      if (track.gapPending) {
        missing.clear(track.last + 1, last + 1);
      }
    }
    for (int first = missing.nextSetBit(0); first >= 0; ) {
      int end = missing.nextClearBit(first);
      Map.Entry<Integer, Integer> hole = track.connectionByHole.floorEntry(first);
      boolean noticed = first <= track.last && hole != null;
      String numbers = end - first == 1 ? "" + first : first + ".." + (end - 1);
      lines.add(
          topic + ": " + numbers + " missing" + (noticed ? on(hole.getValue()) : ", at the end"));
      first = missing.nextSetBit(end);
    }
  }

  @Override
  public String toString() {
    return client + " " + subscriptions;
  }

  private void waitForProgress() {
    long seen = progress;
    long deadline = System.nanoTime() + Await.DEADLINE.toNanos();
    try {
      for (long left = deadline - System.nanoTime();
          left > 0 && progress == seen;
          left = deadline - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Track newTrack(String topic) {
    Track track = new Track();
    track.gapPending = incomplete.stream().anyMatch(wide -> Cursors.covers(wide, topic));
    if (!isCovered(topic)) {
      fault(topic + ": was not subscribed");
    }
    return track;
  }

  private int last(String topic) {
    Track track = tracks.get(topic);
    return track == null ? 0 : track.last;
  }

  private boolean isCovered(String topic) {
    return subscriptions.stream().anyMatch(wide -> Cursors.covers(wide, topic));
  }

  private String on(int connection) {
    return connection == 0
        ? ""
        : ", on connection " + connection + ", " + connections.get(connection - 1);
  }
}
