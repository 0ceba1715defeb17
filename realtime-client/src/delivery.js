import { isAbove } from './cursor.js';

/**
 * @typedef {import('./feeds.js').Frame} Frame
 * @typedef {import('./subscriber.js').Subscriber} Subscriber
 */

/**
 * Hands over what lies above the cursors of the feeds: however many lines bring an event, and
 * wherever they were cut, it comes once and in order.
 *
 * Why the cursors hold: each line is opened with the feeds' cursors and brings, in order, all that
 * lies above them. So whichever line is ahead moves a feed, and what the others bring of it then is a
 * double. An epoch is left only by a gap, which says so.
 */
export class Delivery {
  /** @type {Set<Subscriber>} */
  #touched = new Set();

  /**
   * Takes an object that a line has brought.
   *
   * @param {import('./line.js').Line} line
   * @param {Frame} frame
   */
  take({ requests, isWhole }, frame) {
    const { type, topic, cursor, at } = frame;
    const members = requests.flatMap((feeds) => [...feeds]);
    if (type === 'gap') {
      members.find((feed) => feed.topic === topic)?.skip(frame);
    }
    const covering = type === 'event' ? members.filter((feed) => feed.covers(topic)) : [];
    const behind = covering.filter((feed) => !cursor || isAbove(cursor, feed.cursor ?? cursor));
    // Whoever has another topic that covers the event and is ahead has had it.
    const ahead = covering.filter((feed) => !behind.includes(feed));
    if (at) {
      for (const feeds of requests) {
        if (isWhole || type !== 'event' || covering.some((feed) => feeds.has(feed))) {
          feeds.forEach((feed) => feed.moveTo(at));
        }
      }
    }
    for (const subscriber of new Set(behind.flatMap((feed) => [...feed.subscribers]))) {
      if (!ahead.some((feed) => feed.subscribers.has(subscriber))) {
        this.#touched.add(subscriber);
        subscriber.offer(frame);
      }
    }
  }

  /** Hands over what one read has brought to those who want it at once. */
  flush() {
    const touched = [...this.#touched];
    this.#touched.clear();
    touched.forEach((subscriber) => subscriber.flush());
  }
}
