import { covers } from './topics.js';

/** The life of the log that a cursor belongs to. */
export function epochOf(cursor) {
  return cursor.slice(0, cursor.lastIndexOf('-'));
}

function sequenceOf(cursor) {
  return Number(cursor.slice(cursor.lastIndexOf('-') + 1));
}

/**
 * Remembers for each subscription the highest cursor that was seen, across connections and
 * transports. What lies at or below it is a double.
 *
 * Sequences compare only within an epoch. A gap can lead into another epoch; the one left behind
 * is remembered, because a late id of it must not lead back.
 */
export class Cursors {
  #reached = new Map();
  #left = new Set();

  /**
   * Where to go on with a subscription, or null. One that is narrower than another that was
   * followed before, `orders/eu` after `orders/*`, goes on where the wider one stopped.
   */
  since(subscription) {
    let best = null;
    for (const [followed, cursor] of this.#reached) {
      if (covers(followed, subscription) && (best === null || this.#isAbove(cursor, best))) {
        best = cursor;
      }
    }
    return best;
  }

  /** Whether an event at this cursor is new to one of the subscriptions that cover its topic. */
  isNew(subscriptions, topic, cursor) {
    return subscriptions.some(
      (subscription) =>
        covers(subscription, topic) && this.#isAbove(cursor, this.#reached.get(subscription)),
    );
  }

  /** Takes note that all events up to a cursor were seen. */
  advance(subscriptions, cursor) {
    for (const subscription of subscriptions) {
      const before = this.#reached.get(subscription);
      if (this.#isAbove(cursor, before)) {
        if (before && epochOf(before) !== epochOf(cursor)) {
          this.#left.add(epochOf(before));
        }
        this.#reached.set(subscription, cursor);
      }
    }
  }

  /** The highest cursor of all, for people to look at. */
  get highest() {
    let best = null;
    for (const cursor of this.#reached.values()) {
      if (best === null || this.#isAbove(cursor, best)) {
        best = cursor;
      }
    }
    return best;
  }

  #isAbove(cursor, other) {
    if (!other) {
      return true;
    }
    return epochOf(cursor) === epochOf(other)
      ? sequenceOf(cursor) > sequenceOf(other)
      : !this.#left.has(epochOf(cursor));
  }
}
