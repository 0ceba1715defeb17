import { pause } from './env.js';
import { Fault } from './fault.js';
import { text } from './http.js';
import { Line } from './line.js';
import { following } from './subscribing.js';

const WAIT_SECONDS = 25;

/** Long polling: each answer says where the next request begins. */
export class PollLine extends Line {
  transport = /** @type {const} */ ('poll');
  #feeds;
  #pauseMillis;
  /** @type {AbortController | undefined} */
  #waiting;

  /**
   * @param {import('./line.js').Surroundings} around
   * @param {import('./line.js').Feed[]} feeds
   * @param {number} [pauseMillis] between short polls; none: each waits for events
   */
  constructor(around, feeds, pauseMillis = 0) {
    super(around);
    this.#feeds = feeds;
    this.#pauseMillis = pauseMillis;
  }

  /**
   * @param {string} answer
   * @returns {import('./feeds.js').Frame[]}
   */
  static read(answer) {
    const { cursor, events, gaps, bye } = JSON.parse(answer);
    if (!Array.isArray(events)) {
      throw new Fault('broken', 'a poll was answered without events');
    }
    return [
      ...gaps.map((/** @type {object} */ gap) => ({ ...gap, type: 'gap' })),
      ...events.map((/** @type {{ cursor?: string }} */ event) => ({ ...event, at: event.cursor })),
      { at: cursor },
      ...(bye ? [{ ...bye, type: 'bye' }] : []),
    ];
  }

  /** @param {AbortSignal} signal */
  async run(signal) {
    signal.addEventListener('abort', () => this.#waiting?.abort());
    while (!signal.aborted) {
      this.#waiting = new AbortController();
      await this.#poll(this.#waiting.signal);
      if (this.#pauseMillis && !signal.aborted) {
        await pause(this.around.env.clock, this.#pauseMillis, signal);
      }
    }
  }

  /** @param {AbortSignal} signal */
  async #poll(signal) {
    const feeds = this.#feeds;
    // The first answer about a topic proves that its events get through, so it must not wait for one.
    const isProven = feeds.every((feed) => this.requests[0]?.has(feed));
    const wait = this.#pauseMillis || !isProven ? 0 : WAIT_SECONDS;
    try {
      const { http } = this.around;
      const request = following(http, 'poll', feeds, { wait });
      const response = await http.fetch('poll', { signal, ...request });
      const answer = await text(response);
      this.requests = [new Set(feeds)];
      this.receive(answer);
      this.prove();
    } catch (error) {
      if (!signal.aborted || this.isOver) {
        throw error;
      }
    }
  }

  /** @param {import('./line.js').Feed[]} feeds */
  change(feeds) {
    if (feeds.length !== this.#feeds.length || feeds.some((feed) => !this.#feeds.includes(feed))) {
      this.#feeds = feeds;
      this.#waiting?.abort();
    }
    return true;
  }

  /** The next request takes it along. */
  authenticate() {
    return true;
  }
}
