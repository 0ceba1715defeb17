import { isAbove, isSameEpoch } from './cursor.js';
import { matcher } from './topics.js';

const LINGER_MS = 1_000;
/** How many earlier lives of the log a feed remembers, to which nothing leads back. */
const EPOCHS = 8;

/**
 * An object of the wire. `at` is the place up to which everything was sent, if the object says so.
 *
 * @typedef {Record<string, any> & { type?: string, at?: string | undefined }} Frame
 */

/** One topic or pattern that the server is asked for, whoever subscribes to it here. */
export class Feed {
  /** Up to where everything was seen. Without it, nothing that comes belongs to this feed yet. */
  cursor = /** @type {string | undefined} */ (undefined);
  /** @type {Set<import('./subscriber.js').Subscriber>} */
  subscribers = new Set();
  /** @type {unknown} */
  lingering;
  /** @type {string[]} a cursor of each epoch that is over */
  #left = [];
  #matcher;

  /** @param {string} topic */
  constructor(topic) {
    this.topic = topic;
    this.#matcher = topic.includes('*') ? matcher(topic) : undefined;
  }

  /** @param {string} topic */
  covers(topic) {
    return this.#matcher ? this.#matcher.test(topic) : this.topic === topic;
  }

  /** @param {string} cursor */
  moveTo(cursor) {
    if (this.cursor !== undefined && isAbove(cursor, this.cursor)) {
      this.cursor = cursor;
    }
  }

  /** @param {Frame} gap */
  skip(gap) {
    const { from, to } = gap;
    const { cursor } = this;
    const isLeft = this.#left.some((left) => isSameEpoch(left, to));
    if (cursor === undefined || (isLeft && !isSameEpoch(from, cursor))) {
      return; // a line that is behind the others; one that was where this feed is knows better
    }
    if (!isSameEpoch(cursor, to)) {
      this.#left = [cursor, ...this.#left].slice(0, EPOCHS);
    } else if (cursor !== from && !isAbove(to, cursor)) {
      return; // another line has brought what this one has lost
    }
    this.cursor = to;
    for (const subscriber of this.subscribers) {
      subscriber.skipped(gap);
      subscriber.offer(gap);
    }
  }
}

/** All that is subscribed to: a cursor for each topic, whoever wants it. */
export class Feeds {
  #clock;
  /** @type {Map<string, Feed>} */
  #feeds = new Map();

  /**
   * @param {import('./env.js').Clock} clock
   * @param {() => void} changed
   */
  constructor(clock, changed) {
    this.#clock = clock;
    /** Has to be called when the server is to be asked for something else. */
    this.changed = changed;
  }

  get isEmpty() {
    return this.#feeds.size === 0;
  }

  /** {@return those that have their place in the log} */
  get placed() {
    return [...this.#feeds.values()].filter((feed) => feed.cursor !== undefined);
  }

  /** {@return everybody who is subscribed} */
  get subscribers() {
    return new Set([...this.#feeds.values()].flatMap((feed) => [...feed.subscribers]));
  }

  /**
   * @param {string[]} topics
   * @param {import('./subscriber.js').Subscriber} subscriber
   */
  join(topics, subscriber) {
    return topics.map((topic) => {
      const feed = this.#feeds.get(topic) ?? new Feed(topic);
      this.#clock.clearTimeout(feed.lingering);
      this.#feeds.set(topic, feed);
      feed.subscribers.add(subscriber);
      return feed;
    });
  }

  /**
   * Lets go of feeds; not at once, since pages that render again come back.
   *
   * @param {Feed[]} feeds
   * @param {import('./subscriber.js').Subscriber} subscriber
   * @param {boolean} [isAtOnce]
   */
  leave(feeds, subscriber, isAtOnce = false) {
    for (const feed of feeds) {
      feed.subscribers.delete(subscriber);
      if (feed.subscribers.size === 0) {
        this.#clock.clearTimeout(feed.lingering);
        if (feed.cursor && !isAtOnce) {
          feed.lingering = this.#clock.setTimeout(() => this.#drop(feed), LINGER_MS);
        } else {
          this.#drop(feed);
        }
      }
    }
  }

  /**
   * Ends the subscriptions to a topic that the server refuses.
   *
   * @param {string | undefined} topic
   * @param {import('./fault.js').Fault} fault
   */
  refuse(topic, fault) {
    const feed = this.#feeds.get(topic ?? '');
    if (feed) {
      feed.subscribers.forEach((subscriber) => subscriber.refused(fault));
      this.#drop(feed);
    }
    return feed !== undefined;
  }

  /** @param {Feed} feed */
  #drop(feed) {
    this.#clock.clearTimeout(feed.lingering);
    if (this.#feeds.get(feed.topic) === feed) {
      this.#feeds.delete(feed.topic);
      this.changed();
    }
  }

  clear() {
    this.#feeds.forEach((feed) => this.#clock.clearTimeout(feed.lingering));
    this.#feeds.clear();
  }
}
