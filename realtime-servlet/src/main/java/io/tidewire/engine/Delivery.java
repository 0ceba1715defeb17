package io.tidewire.engine;

import io.tidewire.Position;
import io.tidewire.spi.HubSignal;
import io.tidewire.window.Interest;
import io.tidewire.window.Replay;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events and control frames to one connection. Confined to the connection's loop.
 *
 * <h2>Fast and slow</h2>
 *
 * A connection that is caught up on a single topic or pattern gets the events of a turn from its
 * {@link Audience}. For any other, a live event goes to the outbox and is sent at the end of the
 * loop's turn, together with everything else that is ready. If the socket takes no more, the outbox
 * fills; when it is full its events are dropped, and the live subscriptions fall behind to the
 * place before the first of them and are read from the window once the socket takes bytes again.
 * Events that are read for a subscription that is behind never wait in the outbox: they are read
 * only when they can be sent at once.
 */
final class Delivery {

  /** The most that one write carries, exceeded at most by its last event. */
  static final int BATCH_WEIGHT = 64 * 1024;

  private static final int SENDS_PER_TURN = 4;

  private static final long SETTLED = -1;
  private static final long UNKNOWN = -2;

  private final Connection connection;
  private final Loop loop;
  private final Transport transport;
  private final Vitals vitals;
  private final Outbox outbox;
  private final Subscriptions subscriptions;
  private boolean pending;
  private boolean overflowed;
  private boolean stopped;

  /** The ring place of the event that was offered last, which several audiences may offer. */
  private long lastOffered = -1;

  private @Nullable SubscriptionStart preparing;

  /** What is certain if an error interrupts the sending: a place, or that none is. */
  private long handedOver = SETTLED;

  Delivery(Connection connection, Loop loop, Transport transport) {
    this.connection = connection;
    this.loop = loop;
    this.transport = transport;
    this.vitals = new Vitals(loop.shared(), transport);
    this.outbox =
        new Outbox(loop.shared().nodeLimits().outbox(), connection.client().identity().address());
    this.subscriptions = new Subscriptions(loop);
  }

  Vitals vitals() {
    return vitals;
  }

  Outbox outbox() {
    return outbox;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** Adds a subscription, and tells the place at once to a client that has no cursor yet. */
  void add(Subscription subscription) {
    subscriptions.add(subscription);
    if (subscription.isLive()) {
      vitals.caughtUp(loop.state().now());
    }
    if (subscription.isLive() || !subscription.hasCursor()) {
      connection.tell(new Control.Start(cursor().toString(), subscriptions.areLive()));
    }
    serveSoon();
    if (!connection.isClosed()) {
      ConnectionListener listeners = connection.attachment().listeners();
      subscription
          .interests()
          .forEach(seat -> listeners.subscribed(connection.client(), seat.pattern()));
    }
  }

  /** {@return the subscription that is being prepared, or null} */
  @Nullable SubscriptionStart preparing() {
    return preparing;
  }

  /** Lets a subscription be prepared in several turns. */
  void prepare(@Nullable SubscriptionStart unfinished) {
    preparing = unfinished;
    serveSoon();
  }

  Connection connection() {
    return connection;
  }

  /**
   * Tells whether an event is the next one for the client, and so on for the later ones of its
   * audience: the client has no other subscription, and nothing waits or is left out.
   */
  boolean isCaughtUpWith(Subscription subscription, SharedEvent event) {
    return !pending
        && !overflowed
        && outbox.isEmpty()
        && subscriptions.isOnly(subscription)
        && subscription.wantsAllAbove(event.before());
  }

  /** Tells whether an event was published by this client for all others. */
  boolean isOwn(SharedEvent event) {
    String origin = event.content().origin();
    return origin != null && connection.client().isSender(origin);
  }

  /** Sends the events of a turn to a client that is caught up. */
  void send(Batch batch) {
    if (stopped) {
      return;
    }
    if (transport.isReady()) {
      vitals.sent(loop.state().now());
      transport.send(batch, loop.state().position(loop.reader().placeOrder()));
      loop.stats().delivered.add(batch.events());
    } else {
      batch.frames().forEach(frame -> keep((SharedEvent) frame));
    }
  }

  /**
   * Adds an event to the outbox. If that is full, an event with a place is read from the window
   * later, with all behind it; one without is lost to this client.
   */
  private void keep(SharedEvent event) {
    if (!overflowed && outbox.offer(event)) {
      return;
    }
    if (!event.isPlaced()) {
      dropped(1);
    } else if (!overflowed) {
      loop.reader().overflowed(this, event.before());
      overflowed = true;
    }
  }

  private void dropped(int events) {
    loop.stats().dropped.add(events);
    loop.shared().signals().emit(() -> new HubSignal.Dropped(connection.client().id(), events));
  }

  /** Adds the event at a place of the ring, which the loop is passing. */
  void offer(SharedEvent event, long ringPlace, Subscription subscription) {
    if (stopped || ringPlace == lastOffered || !subscription.wants(event)) {
      return;
    }
    if (!isOwn(event)) {
      keep(event);
      serveSoon();
    }
    lastOffered = ringPlace;
  }

  /**
   * Drops the events in the outbox, to read them again from the window, unless they have no place
   * there. The reading is scheduled first, and the subscriptions are put back before the events are
   * dropped, so that this can be repeated after an error.
   *
   * @param before the order above which events are not even in the outbox
   */
  void fallBehind(long before) {
    serveSoon();
    SharedEvent first = outbox.firstPlaced();
    subscriptions.fallBehind(first == null ? before : Math.min(first.before(), before));
    int dropped = outbox.removeEvents();
    overflowed = false;
    if (dropped > 0) {
      dropped(dropped);
    }
  }

  /** Does the same if anything is live, after an error has interrupted the loop's turn. */
  void startOver(long before) {
    if (!connection.isClosed() && subscriptions.isAnyLive()) {
      fallBehind(before);
    }
  }

  /**
   * Passes a cut: what is live reads on from before it, and is told of the loss. What is in the
   * outbox lies before the cut, and is sent first.
   *
   * @param before the order before the cut
   * @param isNewEpoch whether what the client has named ahead of that is void
   */
  void cut(long before, boolean isNewEpoch) {
    if (connection.isClosed()) {
      return;
    }
    if (isNewEpoch) {
      subscriptions.epochEnds(before);
      if (preparing != null) {
        preparing.epochEnds(before);
      }
    }
    if (subscriptions.isAnyLive()) {
      serveSoon();
      subscriptions.fallBehind(before);
    }
  }

  /** Adds a control frame; returns false if there is no room for it. */
  boolean offer(Control frame) {
    boolean taken = outbox.offer(frame);
    if (taken) {
      countUnsentAnswers();
      serveSoon();
    }
    return taken;
  }

  /** Counts unsent answers: while many wait, requests wait, or are refused without one. */
  private void countUnsentAnswers() {
    connection.requests().answersUnsent(outbox.controls(), outbox.controlsWeight());
  }

  void serveSoon() {
    if (!pending && !connection.isClosed()) {
      loop.serving().soon(connection);
      pending = true;
    }
  }

  /** Sends what is ready, until the socket takes no more or others must have their turn. */
  void serve() {
    pending = false;
    if (preparing != null) {
      preparing.goOn();
    }
    for (int sends = 0; !connection.isClosed() && transport.isReady(); sends++) {
      if (sends == SENDS_PER_TURN) {
        serveSoon();
        return;
      }
      List<Frame> frames = loop.state().scratch();
      handedOver = certain();
      outbox.drainTo(frames, BATCH_WEIGHT);
      countUnsentAnswers();
      boolean read = outbox.isEmpty() && readFromWindow(frames);
      if (!frames.isEmpty()) {
        send(frames);
      }
      handedOver = SETTLED;
      boolean done = frames.isEmpty() && !read;
      connection.batchSent();
      if (done) {
        return;
      }
    }
  }

  /**
   * Adds what comes next for subscriptions that are behind; returns false if none is. A piece may
   * contain nothing, since the number of events it looks at is bounded.
   */
  private boolean readFromWindow(List<Frame> frames) {
    if (subscriptions.areLive()) {
      return false;
    }
    Position from = loop.state().position(subscriptions.reached());
    Replay.Slice slice = subscriptions.readNext();
    if (slice == null) {
      return true;
    }
    for (Interest interest : slice.lost()) {
      frames.add(gap(interest, from, slice.resumeFrom()));
    }
    for (SharedEvent event : slice.events()) {
      if (!isOwn(event)) {
        frames.add(event);
      }
    }
    if (subscriptions.areLive()) {
      vitals.caughtUp(loop.state().now());
      frames.add(new Control.Start(cursor().toString(), true));
    }
    return true;
  }

  Control.Gap gap(Interest interest, Position from, long to) {
    String topic = interest.pattern().text();
    Position resumeFrom = loop.state().position(to);
    loop.stats().gaps.add(1);
    loop.shared()
        .signals()
        .emit(() -> new HubSignal.Gap(connection.client().id(), topic, from, resumeFrom));
    return new Control.Gap(topic, from.toString(), resumeFrom.toString());
  }

  private void send(List<Frame> frames) {
    vitals.sent(loop.state().now());
    Batch batch = loop.state().batch(frames);
    transport.send(batch, cursor());
    loop.stats().delivered.add(batch.events());
  }

  /** {@return the place up to which everything was handed over} */
  Position cursor() {
    return loop.state().position(cursorOrder());
  }

  private long cursorOrder() {
    SharedEvent waiting = outbox.firstPlaced();
    long reached = subscriptions.reached();
    return waiting == null ? reached : Math.min(reached, waiting.before());
  }

  /**
   * The place up to which the client has got everything. There is none before its subscriptions
   * have begun and it has been told of them and their gaps: the loop's place says nothing of it.
   */
  private long certain() {
    boolean told = !subscriptions.all().isEmpty() && outbox.controls() == 0 && !overflowed;
    return told ? cursorOrder() : UNKNOWN;
  }

  /**
   * Stops handing over, and keeps the place up to which that is certain: what an error interrupted
   * may not have been sent. Allocates nothing.
   */
  void stop() {
    if (!stopped) {
      stopped = true;
      handedOver = handedOver == SETTLED ? certain() : handedOver;
      if (!connection.requests().areAllServed()) {
        handedOver = UNKNOWN;
      }
    }
  }

  /** {@return the place up to which everything was handed over when this was stopped, or null} */
  @Nullable Position lastCursor() {
    return handedOver == UNKNOWN ? null : loop.state().position(handedOver);
  }

  /** Called if a batch of an audience was not sent, or not for certain. */
  void sendFailed(Batch batch) {
    handedOver = ((SharedEvent) batch.frames().get(0)).before();
  }

  /** Tells whether all are caught up, and there are some: a client takes the place for a cursor. */
  boolean hasCaughtUp() {
    return preparing == null
        && outbox.isEmpty()
        && !subscriptions.all().isEmpty()
        && subscriptions.areLive();
  }

  /** Sends as much of what waits as one batch carries. */
  void sendWaiting() {
    if (!outbox.isEmpty() && transport.takesFinalBatch()) {
      List<Frame> frames = loop.state().scratch();
      handedOver = certain();
      outbox.drainTo(frames, BATCH_WEIGHT);
      send(frames);
      handedOver = SETTLED;
    }
  }

  /** Drops everything that was not handed over. */
  void clear() {
    preparing = null;
    subscriptions.clear();
    outbox.clear();
  }
}
