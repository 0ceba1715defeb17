import { isAbove, isSameEpoch } from './cursor.js';
import { call } from './env.js';

const MOST_HELD = 1_000;

/**
 * @typedef {import('../types.d.ts').TidewireEvent} TidewireEvent
 * @typedef {import('./feeds.js').Feed} Feed
 * @typedef {import('./feeds.js').Frame} Frame
 * @typedef {{ cursor: string, recovered: boolean }} Ready
 */

/**
 * One call of `subscribe`. While its history is fetched, what comes meanwhile is held; what the
 * history had as well is then dropped by its cursor.
 */
export class Subscriber {
  /** @type {'pending' | 'catching-up' | 'live' | 'refused' | 'closed'} */
  state = 'pending';
  /** @type {Feed[]} */
  feeds = [];
  /** Up to where the history goes: what lies below is not new to this subscriber. */
  #floor = /** @type {string | undefined} */ (undefined);
  #held = /** @type {Frame[]} */ ([]);
  #batch = /** @type {TidewireEvent[]} */ ([]);
  #isRecovered;
  /** @type {(ready: Ready) => void} */
  #resolve = () => {};
  /** @type {(error: Error) => void} */
  #reject = () => {};
  ready = new Promise((/** @type {(ready: Ready) => void} */ resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  /**
   * @param {import('./feeds.js').Feeds} all
   * @param {string[]} topics
   * @param {(event: any) => void} handler
   * @param {import('../types.d.ts').SubscribeOptions} options
   * @param {(error: Error) => void} [onEnd] called when nothing more comes, whatever the reason
   */
  constructor(all, topics, handler, { since = 'now', rewind, batch = false, gap, refused }, onEnd) {
    this.topics = topics;
    /** Where the history begins: `now`, `start`, a cursor, or a number of events. */
    this.start = since === 'now' && rewind ? rewind : since;
    this.#isRecovered = String(since).includes('-');
    this.handler = handler;
    this.isBatch = batch;
    this.onGap = gap;
    this.onRefused = refused;
    this.onEnd = onEnd;
    this.all = all;
    this.ready.catch(() => {}); // nobody has to wait for it
    this.feeds = all.join(topics, this);
  }

  get isOpen() {
    return this.state !== 'refused' && this.state !== 'closed';
  }

  /** The place to go on from. */
  get cursor() {
    const lowest = this.feeds
      .map((feed) => feed.cursor)
      .reduce((low, one) => (low && one && isAbove(low, one) ? one : low && one && low));
    return this.#floor && (!lowest || isAbove(this.#floor, lowest)) ? this.#floor : lowest;
  }

  /**
   * Takes an event that is new to one of the feeds.
   *
   * @param {Frame} frame
   */
  offer(frame) {
    const { cursor } = frame;
    if (this.state !== 'live') {
      this.#held.push(frame);
    } else if (frame.type === 'gap') {
      this.#leave(frame);
    } else if (!cursor || !this.#floor || isAbove(cursor, this.#floor)) {
      this.hand(frame, false);
    }
  }

  /**
   * Looks whether the feed has left the epoch of the history, or comes to it only now.
   *
   * @param {Frame} gap
   */
  #leave({ from, to }) {
    const floor = this.#floor;
    if (!floor || isSameEpoch(to, floor)) {
      return;
    }
    if (isSameEpoch(from, floor)) {
      this.#floor = undefined;
    } else {
      // The log has begun anew twice: only the server knows which of the two epochs is the later one.
      this.state = 'pending';
      this.start = floor;
      this.all.changed();
    }
  }

  /** {@return whether more has come than is held; then that is let go, to be fetched} */
  overflows() {
    const isOver = this.#held.length > MOST_HELD;
    if (isOver) {
      this.#held = [];
    }
    return isOver;
  }

  /**
   * @param {Frame} frame
   * @param {boolean} replayed
   */
  hand({ topic, event: type, cursor, time, data, encoding, key, headers, from }, replayed) {
    if (!this.isOpen) {
      return;
    }
    const event = Object.freeze({
      topic,
      type,
      data:
        encoding && typeof data === 'string'
          ? Uint8Array.from(atob(data), (char) => char.charCodeAt(0))
          : data,
      cursor,
      time,
      key,
      headers,
      from,
      replayed,
    });
    if (this.isBatch) {
      this.#batch.push(event);
    } else {
      call(this.handler, event);
    }
  }

  /** Hands over what one read has brought. */
  flush() {
    if (this.#batch.length) {
      const events = this.#batch;
      this.#batch = [];
      call(this.handler, events);
    }
  }

  /**
   * The history is here.
   *
   * @param {string} [cursor] where it ends; none if there was none to fetch
   */
  settled(cursor) {
    if (this.isOpen) {
      this.state = 'live';
      this.#floor = cursor;
      const held = this.#held;
      this.#held = [];
      held.forEach((frame) => this.offer(frame));
      this.flush();
      this.#resolve({ cursor: /** @type {string} */ (this.cursor), recovered: this.#isRecovered });
    }
  }

  /** @param {Frame} gap */
  skipped({ topic, from, to }) {
    if (this.isOpen) {
      this.#isRecovered = false;
      this.flush();
      call(this.onGap, { topic, from, to });
    }
  }

  /**
   * The connection has ended for good; it can be asked for again.
   *
   * @param {import('./fault.js').TidewireError} error
   */
  ended(error) {
    this.#reject(error);
    this.onEnd?.(error);
  }

  /** @param {import('./fault.js').TidewireError} error */
  refused(error) {
    this.#end('refused', error);
    call(this.onRefused, error);
  }

  /** @param {import('./fault.js').TidewireError} error */
  close(error) {
    this.#end('closed', error);
  }

  /**
   * @param {'refused' | 'closed'} state
   * @param {import('./fault.js').TidewireError} error
   */
  #end(state, error) {
    if (this.isOpen) {
      this.state = state;
      this.#held = this.#batch = [];
      this.all.leave(this.feeds, this);
      this.ended(error);
    }
  }
}
