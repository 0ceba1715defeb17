package io.tidewire.wire;

import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Holds an event with its wire forms, each made when the first connection needs it and then shared
 * by all.
 *
 * <p>Several loops may ask at once, hence the lock, under which nothing happens but encoding.
 */
public final class SharedEvent implements Frame {

  /** About how many bytes all but the payload takes. */
  static final int OVERHEAD = 192;

  private static final Object[] NONE = {};

  /** Stands for none who waits for an event: others still do. */
  public static final long STILL_WAITS = -1;

  private static final AtomicLongFieldUpdater<SharedEvent> WAITING =
      AtomicLongFieldUpdater.newUpdater(SharedEvent.class, "waiting");

  private static final int QUEUE_BITS = 24;
  private static final long QUEUES = (1L << QUEUE_BITS) - 1;

  private final PublishedEvent.Content content;
  private final @Nullable Position position;
  private final long order;

  /**
   * The forms that were made, each followed by what it made of the event; replaced, not changed.
   */
  private volatile Object[] forms = NONE;

  /** Zero until it is first needed; threads that compute it at once find the same number. */
  private int jsonBytes;

  /**
   * How many queues it waits in, below whose was the first of them: together, since else one who
   * comes as the last one leaves could be taken for that one.
   */
  private volatile long waiting;

  /**
   * Wraps an event of the log.
   *
   * @param event the event
   * @param order its place in this node's order
   */
  public SharedEvent(PublishedEvent event, long order) {
    this.content = event.content();
    this.position = event.position();
    this.order = order;
  }

  /**
   * Wraps an event that has no place in the log: it is kept nowhere, and no cursor tells of it.
   *
   * @param content the event
   * @param after the order of the last event before it
   */
  public SharedEvent(PublishedEvent.Content content, long after) {
    this.content = content;
    this.position = null;
    this.order = after;
  }

  /** {@return what the publisher gave} */
  public PublishedEvent.Content content() {
    return content;
  }

  /** {@return its place in the log; null if it has none} */
  public @Nullable Position position() {
    return position;
  }

  /** {@return whether it has a place in the log} */
  public boolean isPlaced() {
    return position != null;
  }

  /** {@return its place in this node's order; without one, that of the last event before it} */
  public long order() {
    return order;
  }

  /**
   * Returns the order above which one has to continue to get the event, or, if it has no place,
   * what follows it.
   *
   * @return the order
   */
  public long before() {
    return isPlaced() ? order - 1 : order;
  }

  /** Tells whether the payload is binary, so that WebSockets carry it as a binary message. */
  boolean isBinary() {
    return !content.payload().isJson();
  }

  @Override
  public int weight() {
    return OVERHEAD + content.payload().length();
  }

  /**
   * Counts one more queue in which it waits, so that it is counted once however many these are.
   *
   * @param owner whose queue it is, at most 40 bits
   * @return whether it is the first
   */
  public boolean enters(long owner) {
    while (true) {
      long before = waiting;
      boolean isFirst = (before & QUEUES) == 0;
      long after = isFirst ? (owner << QUEUE_BITS) | 1 : before + 1;
      if (WAITING.compareAndSet(this, before, after)) {
        return isFirst;
      }
    }
  }

  /**
   * Counts one queue less.
   *
   * @return whose the first was if this one was the last, else {@link #STILL_WAITS}
   */
  public long leaves() {
    long after = WAITING.decrementAndGet(this);
    return (after & QUEUES) == 0 ? after >>> QUEUE_BITS : STILL_WAITS;
  }

  /** {@return exactly how many bytes the {@link WireForm#json()} takes in UTF-8} */
  public int jsonBytes() {
    int counted = jsonBytes;
    if (counted == 0) {
      counted = Utf8.length(in(WireForm.json()));
      jsonBytes = counted;
    }
    return counted;
  }

  /**
   * Returns the event in a form, made when it is first asked for.
   *
   * @param <F> what an event becomes in this form
   * @param form the form
   * @return what the form makes of the event, shared, not to be changed
   */
  public <F> F in(WireForm<F, ?> form) {
    Object made = find(form);
    if (made == null) {
      made = make(form);
    }
    @SuppressWarnings("unchecked") // An equal form has made it.
    F shared = (F) made;
    return shared;
  }

  private @Nullable Object find(WireForm<?, ?> form) {
    Object[] pairs = forms;
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(form)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  private synchronized Object make(WireForm<?, ?> form) {
    Object made = find(form);
    if (made == null) {
      made = form.of(this);
      // Looked at only now: a form may have made another first, as envelopes do with their JSON.
      Object[] before = forms;
      Object[] pairs = Arrays.copyOf(before, before.length + 2);
      pairs[before.length] = form;
      pairs[before.length + 1] = made;
      forms = pairs;
    }
    return made;
  }
}
