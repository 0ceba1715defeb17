import { isAbove, isSameEpoch } from './cursor.js';
import { Fault } from './fault.js';
import { subscribing } from './subscribing.js';

const MOST_BYTES = 1024 * 1024;

/**
 * Gives each new subscription its place in the log, and what lies before that if it wants any, by
 * short polls. So a line never starts without a cursor, whatever it is, and whichever comes first.
 *
 * @typedef {import('./subscriber.js').Subscriber} Subscriber
 */
export class History {
  #http;
  #feeds;
  /** @type {Set<Promise<unknown>>} */
  #fetching = new Set();

  /**
   * @param {import('./http.js').Http} http
   * @param {import('./feeds.js').Feeds} feeds
   */
  constructor(http, feeds) {
    this.#http = http;
    this.#feeds = feeds;
  }

  /**
   * Settles all who are pending; those whom the server refuses are told.
   *
   * @param {AbortSignal} signal
   * @throws {Fault} if this has to be tried again
   */
  async settle(signal) {
    /** @type {Map<string | number, Subscriber[]>} */
    const groups = new Map();
    for (const subscriber of this.#feeds.subscribers) {
      const { state, start, feeds } = subscriber;
      if (state === 'pending') {
        if (start === 'now' && feeds.every((feed) => feed.cursor)) {
          subscriber.settled();
        } else {
          groups.set(start, [...(groups.get(start) ?? []), subscriber]);
        }
      }
    }
    for (const [start, group] of groups) {
      const fetching = this.#fetch(start, group, signal);
      const over = () => this.#fetching.delete(fetching);
      this.#fetching.add(fetching);
      fetching.then(over, over);
    }
    // Also those that were begun before: what has no place yet cannot be part of a line.
    const ends = await Promise.allSettled(this.#fetching);
    for (const end of ends) {
      if (end.status === 'rejected') {
        throw end.reason;
      }
    }
  }

  /**
   * Asks about each topic by itself, where the server has refused one of several and not said which.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether one is refused
   */
  async verify(signal) {
    const refusals = this.#feeds.placed.map(async ({ topic, cursor }) => {
      try {
        const request = subscribing(this.#http, 'poll', [topic], [cursor], { wait: 0 });
        await this.#http.ask('poll', { signal, ...request });
        return false;
      } catch (error) {
        const fault = Fault.of(error);
        return fault.isOfTopic && this.#feeds.refuse(topic, fault);
      }
    });
    return (await Promise.all(refusals)).includes(true);
  }

  /**
   * @param {string | number} start
   * @param {Subscriber[]} group
   * @param {AbortSignal} signal
   * @returns {Promise<void>}
   */
  async #fetch(start, group, signal) {
    group.forEach((subscriber) => (subscriber.state = 'catching-up'));
    try {
      await this.#read(start, group, signal);
    } catch (error) {
      const fault = Fault.of(error);
      const left = group.filter(({ state }) => state === 'catching-up');
      left.forEach((subscriber) => (subscriber.state = 'pending'));
      if (!fault.isOfTopic) {
        throw fault;
      }
      if (!this.#feeds.refuse(fault.topic, fault)) {
        // It does not say which, or not in our words: they are asked about one by one.
        if (left.length === 1) {
          left[0].refused(fault);
        } else {
          await Promise.all(left.map((one) => this.#fetch(start, [one], signal)));
        }
        return;
      }
      const others = left.filter(({ state }) => state === 'pending');
      if (others.length) {
        await this.#fetch(start, others, signal);
      }
    }
  }

  /**
   * @param {string | number} start
   * @param {Subscriber[]} group
   * @param {AbortSignal} signal
   */
  async #read(start, group, signal) {
    const feeds = new Set(group.flatMap((subscriber) => subscriber.feeds));
    const topics = [...feeds]
      .filter((feed) => start !== 'now' || !feed.cursor)
      .map((feed) => feed.topic);
    /** @type {string[] | undefined} what the feeds have, and may have been missed here */
    let targets;
    let wasElsewhere = false;
    for (let place = start; ; ) {
      const isRewind = typeof place === 'number';
      const since = isRewind || place === 'now' ? [] : topics.map(() => String(place));
      const query = { rewind: isRewind ? place : undefined, wait: 0, max: MOST_BYTES };
      const request = subscribing(this.#http, 'poll', topics, since, query);
      const { cursor, events, gaps, bye } = await this.#http.ask('poll', { signal, ...request });
      if (!cursor) {
        throw new Fault('overloaded', 'the server is about to go', { retryAfter: bye?.after });
      }
      targets ??= placesOf(feeds);
      for (const subscriber of group) {
        this.#hand(subscriber, gaps, events);
        subscriber.start = start === 'now' ? start : cursor;
      }
      feeds.forEach((feed) => (feed.cursor ??= cursor));
      if (group.some((subscriber) => subscriber.overflows())) {
        targets = placesOf(feeds);
      }
      // If feeds are in another life of the log, it may be the later one: then the next answer says so.
      const isElsewhere = targets.some((target) => !isSameEpoch(target, cursor));
      const isBehind =
        (isElsewhere && !wasElsewhere) || targets.some((target) => isAbove(target, cursor));
      wasElsewhere ||= isElsewhere;
      if (start === 'now' || !isBehind) {
        group.forEach((subscriber) => subscriber.settled(start === 'now' ? undefined : cursor));
        return;
      }
      place = cursor;
    }
  }

  /**
   * @param {Subscriber} subscriber
   * @param {import('./feeds.js').Frame[]} gaps
   * @param {import('./feeds.js').Frame[]} events
   */
  #hand(subscriber, gaps, events) {
    for (const gap of gaps) {
      if (subscriber.topics.includes(gap.topic)) {
        subscriber.skipped(gap);
      }
    }
    for (const event of events) {
      if (subscriber.feeds.some((feed) => feed.covers(event.topic))) {
        subscriber.hand(event, true);
      }
    }
    subscriber.flush();
  }
}

/**
 * @param {Set<import('./feeds.js').Feed>} feeds
 * @returns {string[]}
 */
const placesOf = (feeds) => [...feeds].flatMap(({ cursor }) => cursor ?? []);
