import { Fault } from './fault.js';
import { Watch } from './watch.js';

/** Beyond the server's heartbeat. */
const GRACE_MS = 10_000;
const HEARTBEAT_MS = 25_000;

/**
 * Why the server says goodbye for good, in the words of the client's own codes.
 *
 * @type {Record<string, string>}
 */
const FOR_GOOD = {
  forbidden: 'forbidden',
  protocol: 'bad-request',
  'too-large': 'too-large',
  normal: 'ended',
};

/**
 * @typedef {import('./feeds.js').Feed} Feed
 * @typedef {import('./feeds.js').Frame} Frame
 *
 * @typedef {object} Surroundings
 * @property {import('./env.js').Environment} env
 * @property {import('./http.js').Http} http
 * @property {import('./token.js').Token} token
 * @property {number} deadline how long silence may last until a line is live, in milliseconds
 * @property {(line: Line, frame: Frame) => void} take
 * @property {(line: Line, payload: any) => void} relay called with what a line has brought, before that is read
 * @property {() => void} flush called after each read
 * @property {(topic: string, fault: Fault) => void} refuse
 */

/**
 * One connection over some transport, from its opening to its end. It is live once something has
 * proven that events get through; an open socket proves nothing.
 */
export class Line {
  /** @type {import('../types.d.ts').Transport} */
  transport = 'poll';
  /** @type {Set<Feed>[]} what the server has confirmed, by request: each comes in one order */
  requests = [];
  /** Whether each place that the line tells says something of all its requests. */
  isWhole = true;
  /** Whether another tab has the connection. */
  isShared = false;
  isLive = false;
  isOver = false;
  user = /** @type {string | undefined} */ (undefined);
  tokenExpires = /** @type {string | undefined} */ (undefined);
  #control = new AbortController();
  #silence = HEARTBEAT_MS + GRACE_MS;
  /** @type {() => void} */
  #proven = () => {};
  /** @type {(fault: Fault) => void} */
  #ended = () => {};
  /** @type {Promise<void>} resolves when it is live, if ever */
  live = new Promise((resolve) => (this.#proven = resolve));
  /** @type {Promise<Fault>} resolves when it is over */
  ended = new Promise((resolve) => (this.#ended = resolve));

  /** @param {Surroundings} around */
  constructor(around) {
    this.around = around;
    this.watch = new Watch(around.env.clock, () =>
      this.fail(new Fault('silent', 'nothing was heard for too long')),
    );
  }

  /** @returns {this} */
  open() {
    this.watch.expect(this.around.deadline);
    this.run(this.#control.signal).catch((error) => this.fail(Fault.of(error)));
    return this;
  }

  /**
   * Receives until the signal says that it is over.
   *
   * @param {AbortSignal} _signal
   * @returns {Promise<void>}
   */
  async run(_signal) {}

  /**
   * Asks for these feeds from now on.
   *
   * @param {Feed[]} _feeds
   * @returns {boolean} false if that takes another line
   */
  change(_feeds) {
    return false;
  }

  /**
   * Goes on with a new token.
   *
   * @param {string} _token
   * @returns {boolean} false if that takes another line
   */
  authenticate(_token) {
    return false;
  }

  /**
   * Reads what the server has sent over this transport.
   *
   * @param {any} _payload
   * @returns {Frame[]}
   */
  static read(_payload) {
    return [];
  }

  /**
   * Takes what one read has brought.
   *
   * @param {any} payload as the server has sent it
   * @returns {Frame[]} the same, read
   */
  receive(payload) {
    this.watch.heard();
    this.around.relay(this, payload);
    const frames = /** @type {typeof Line} */ (this.constructor).read(payload);
    for (const frame of frames) {
      if (this.isOver) {
        return frames;
      }
      this.hear(frame);
      this.around.take(this, frame);
      if (frame.type === 'bye') {
        this.fail(goodbye(frame));
      }
    }
    this.around.flush();
    return frames;
  }

  /** @param {Frame} frame */
  hear({ type, user, tokenExpires, heartbeat }) {
    if (type === 'welcome') {
      this.user = user;
      this.tokenExpires = tokenExpires;
      this.#silence = heartbeat + GRACE_MS;
      if (this.isLive) {
        this.watch.expect(this.#silence);
      }
    }
  }

  /** Something has proven that events get through. */
  prove() {
    if (!this.isLive && !this.isOver) {
      this.isLive = true;
      this.watch.expect(this.#silence);
      this.#proven();
    }
  }

  /** @param {Fault} fault */
  fail(fault) {
    if (!this.isOver) {
      this.isOver = true;
      this.watch.stop();
      this.#control.abort();
      this.#ended(fault);
    }
  }

  close() {
    this.fail(new Fault('closed', 'closed by the client'));
  }
}

/** @param {Frame} bye */
function goodbye({ reason, reconnect, after }) {
  return new Fault(
    reconnect ? 'ended' : (FOR_GOOD[reason] ?? 'unauthorized'),
    `the server said goodbye: ${reason}`,
    { final: !reconnect, told: true, retryAfter: after },
  );
}
