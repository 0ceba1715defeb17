import { isAbove, isSameEpoch } from './cursor.js';
import { randomName } from './env.js';
import { Fault } from './fault.js';
import { text } from './http.js';
import { Line } from './line.js';
import { PollLine } from './poll.js';
import { SseLine } from './sse.js';
import { following } from './subscribing.js';
import { SocketLine } from './websocket.js';

const READERS = { sse: SseLine, websocket: SocketLine, poll: PollLine };
/** What is about events, and not about the connection that they came over. */
const PASSED_ON = [undefined, 'event', 'gap', 'ping'];
const MOST_BYTES = 1024 * 1024;
const MOST_POLLS = 5;
const MOST_HELD = 1_000;
const TOO_FAR = 'this tab cannot catch up with the connected one';
const DEADLINE_MS = 8_000;

/**
 * A text that the leader has passed on.
 *
 * @typedef {{ transport: import('../types.d.ts').Transport, payload: any, isCurrent: boolean }} Relayed
 */

/**
 * A line over which another tab passes on what the server sends to it. What lies between this
 * tab's cursors and the place from which the leader passes everything on is fetched by short polls.
 */
export class SharedLine extends Line {
  isShared = true;
  isWhole = false;
  #feeds;
  #share;
  #id = randomName();
  /** @type {string | undefined} */
  #leader;
  /** @type {Relayed[] | undefined} what has come while the rest is fetched */
  #held = [];
  /** @type {(places: string[]) => void} */
  #joined = () => {};

  /**
   * @param {import('./line.js').Surroundings} around
   * @param {import('./line.js').Feed[]} feeds
   * @param {import('./share.js').Share} share
   */
  constructor(around, feeds, share) {
    super({ ...around, deadline: DEADLINE_MS, relay: () => {} });
    this.#feeds = feeds;
    this.#share = share;
  }

  /**
   * @param {Relayed} text
   * @returns {import('./line.js').Frame[]}
   */
  static read({ transport, payload, isCurrent }) {
    return READERS[transport]
      .read(payload)
      .filter(
        ({ type, cursor }) =>
          PASSED_ON.includes(type) && (type !== 'event' || cursor !== undefined || isCurrent),
      );
  }

  /** @param {AbortSignal} signal */
  async run(signal) {
    const feeds = this.#feeds;
    const topics = feeds.map(({ topic }) => topic);
    const cursors = feeds.map(({ cursor }) => /** @type {string} */ (cursor));
    const joined = new Promise((/** @type {(places: string[]) => void} */ resolve) => {
      this.#joined = resolve;
    });
    this.#share
      .join({ id: this.#id, topics, cursors }, signal)
      .catch((error) => this.fail(Fault.of(error)));
    const targets = await joined;
    await this.#catchUp(targets, signal);
    this.requests = feeds.map((feed) => new Set([feed]));
    const { user, heartbeat } = this.#share.offer;
    this.hear({ type: 'welcome', user, heartbeat });
    this.prove();
    this.#held?.forEach((text) => this.#take(text));
    this.#held = undefined;
  }

  /**
   * @param {string[]} targets where each feed has to be
   * @param {AbortSignal} signal
   */
  async #catchUp(targets, signal) {
    const { http } = this.around;
    const isBehind = (
      /** @type {import('./line.js').Feed} */ { cursor = '' },
      /** @type {number} */ i,
    ) => !isSameEpoch(targets[i], cursor) || isAbove(targets[i], cursor);
    for (let polls = 0; this.#feeds.some(isBehind); polls++) {
      if (polls === MOST_POLLS) {
        throw new Fault('ended', TOO_FAR);
      }
      // Also those that are not behind: who has an event by another topic must not have it again.
      const request = following(http, 'poll', this.#feeds, { wait: 0, max: MOST_BYTES });
      const response = await http.fetch('poll', { signal, ...request });
      const payload = await text(response);
      this.requests = this.#feeds.map((feed) => new Set([feed]));
      this.receive({ transport: 'poll', payload, isCurrent: true });
    }
  }

  /**
   * Hears what the leader says.
   *
   * @param {any} message
   */
  told({ type, from, to, ...message }) {
    if (from === this.#leader) {
      if (type === 'text') {
        this.#pass(message);
      } else if (type === 'over') {
        this.fail(new Fault('ended', 'the tab with the connection has lost it'));
      }
    }
    if (to === this.#id) {
      if (type === 'busy') {
        this.fail(new Fault('busy', 'the common connection is not for this tab'));
      } else if (!this.#leader) {
        this.#leader = from;
        this.transport = message.transport;
        this.#joined(message.places);
      }
    }
  }

  /** @param {Relayed} text */
  #pass(text) {
    if (this.#held === undefined) {
      this.#take(text);
    } else if (this.#held.push(text) > MOST_HELD) {
      this.fail(new Fault('ended', TOO_FAR));
    }
  }

  /** @param {Relayed} text */
  #take(text) {
    try {
      if (text.isCurrent && text.transport !== this.transport) {
        this.transport = text.transport;
        this.around.take(this, { type: 'welcome' }); // the leader has found a better way
      }
      this.receive(text);
    } catch (error) {
      this.fail(Fault.of(error));
    }
  }

  /** @param {import('./line.js').Feed[]} feeds */
  change(feeds) {
    return feeds.length === this.#feeds.length && feeds.every((feed) => this.#feeds.includes(feed));
  }
}
