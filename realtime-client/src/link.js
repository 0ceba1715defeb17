import { backoff } from './backoff.js';
import { pause } from './env.js';
import { Fault } from './fault.js';
import { load, loadAll } from './load.js';

/** A line that has been live for so long is no sign of a fault when it ends. */
const STEADY_MS = 10_000;
/** How long changes of what is subscribed are gathered, where each takes another line. */
const GATHER_MS = 50;
const PROBE_MS = 3_000;
/** @type {('sse' | 'websocket')[]} the transports that are loaded by themselves */
const LOADED = ['sse', 'websocket'];
/** Why a line ends that the application or the page wants anew: there is nothing to wait for. */
const ANEW = new Fault('ended', 'reconnecting', { anew: true });

/**
 * @typedef {import('../types.d.ts').Status} Status
 *
 * @typedef {object} Parts
 * @property {import('./env.js').Environment} env
 * @property {import('../types.d.ts').Options} options
 * @property {string} base
 * @property {import('./http.js').Http} http
 * @property {import('./token.js').Token} token
 * @property {import('./info.js').Info} info
 * @property {import('./feeds.js').Feeds} feeds
 * @property {(status: Status) => void} changed called at each change of the status
 */

/** Keeps a line up while anybody is subscribed: it decides when the next attempt begins, and if. */
export class Link {
  #parts;
  #clock;
  /** @type {import('./lines.js').Lines | undefined} exists since the first attempt */
  #lines;
  /** @type {Status} */
  status = Object.freeze({ state: 'idle', attempt: 0 });
  /** @type {AbortController | undefined} exists while the link is kept up */
  #running;
  /** @type {AbortController | undefined} exists while it waits for the next attempt */
  #waiting;
  /** How many attempts have failed. */
  #attempt = 0;
  /** How often those who are new could not be given their place. */
  #unsettled = 0;
  #liveAt = Infinity;
  #wasRejected = false;
  /** @type {string | undefined} */
  #user;
  /** @type {unknown} */
  #gathering;
  /** @type {(fault: Fault) => void} */
  #over = () => {};

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#clock = parts.env.clock;
  }

  get line() {
    return this.#lines?.current;
  }

  /** Has to be called when what is subscribed has changed. */
  changed() {
    const isCheap = !this.line || this.line.transport === 'websocket';
    this.#gather(isCheap ? 0 : GATHER_MS);
  }

  /** @param {number} millis */
  #gather(millis) {
    this.#clock.clearTimeout(this.#gathering);
    this.#gathering = this.#clock.setTimeout(() => this.#apply(), millis);
  }

  async #apply() {
    const { feeds } = this.#parts;
    const { line } = this;
    if (feeds.isEmpty) {
      this.stop();
    } else if (!this.#running && this.status.state === 'idle') {
      this.start();
    } else if (this.#running && line) {
      const fault = await this.#lines?.follow(this.#running.signal);
      if (!fault) {
        this.#unsettled = 0;
      } else if (line === this.line) {
        this.#gather(this.#delay(this.#unsettled++, fault));
      }
    }
  }

  /**
   * @param {number} failures
   * @param {Fault} fault
   */
  #delay(failures, { retryAfter = 0 }) {
    return Math.max(backoff(failures, this.#parts.env.random), retryAfter);
  }

  /** Begins, also after an end for good. */
  start() {
    this.#halt();
    this.#attempt = 0;
    this.#wasRejected = false;
    this.#running = new AbortController();
    this.#run(this.#running.signal);
  }

  /** Ends all that is under way, until something is subscribed or `start` is called. */
  stop() {
    this.#halt();
    if (this.status.state !== 'closed' && this.status.state !== 'idle') {
      this.#become({ state: 'idle' });
    }
  }

  /** @param {Fault} fault why it is closed for good */
  end(fault) {
    this.#lines?.tell(fault);
    this.#halt();
    this.#become({ state: 'closed', code: fault.code, reason: fault.message });
    this.#parts.info.forget();
  }

  #halt() {
    this.#running?.abort();
    this.#running = undefined;
    this.#waiting?.abort();
    this.#lines?.drop();
    this.#clock.clearTimeout(this.#gathering);
  }

  /** Ends the present line, or the wait for the next one, and tries again at once. */
  hurry() {
    this.line?.fail(ANEW);
    this.#waiting?.abort();
  }

  /** Tries again at once if it waits, or if the line should have been heard of. */
  wake() {
    if (!this.line || this.line.watch.isOverdue) {
      this.hurry();
    }
  }

  /** Has to be called when the page is shown or hidden. */
  seen() {
    this.#lines?.seen();
  }

  /** Tries better transports: the network may be another one. */
  climb() {
    this.#lines?.climb();
  }

  /** The browser says that it is offline, which is wrong at times. */
  async probe() {
    try {
      await this.#parts.info.ask(PROBE_MS);
    } catch (error) {
      this.line?.fail(Fault.of(error));
    }
  }

  /** @param {AbortSignal} signal */
  async #run(signal) {
    /** @type {import('../types.d.ts').Transport | undefined} */
    let suspect;
    while (!signal.aborted) {
      this.#liveAt = Infinity;
      const fault = await this.#connect(suspect, signal).catch(Fault.of);
      if (signal.aborted) {
        return;
      }
      if (this.#parts.feeds.isEmpty) {
        this.stop();
        return;
      }
      if (this.#clock.now() - this.#liveAt >= STEADY_MS) {
        this.#attempt = 0;
        this.#wasRejected = false;
      }
      const isOver =
        fault.final && !this.#lines?.relieve(fault) && !(await this.#isSignedInAgain(fault));
      if (isOver) {
        this.end(fault);
        return;
      }
      suspect = fault.held ? 'sse' : undefined;
      const isAtOnce = fault.held || fault.final || fault.anew;
      if (!isAtOnce) {
        await this.#wait(fault);
      }
    }
  }

  /**
   * Opens a line, and waits until it has ended.
   *
   * @param {import('../types.d.ts').Transport | undefined} suspect
   * @param {AbortSignal} signal
   * @returns {Promise<Fault>} why it has
   */
  async #connect(suspect, signal) {
    const { token, info, feeds, options } = this.#parts;
    this.#become({ state: 'connecting' });
    // Meanwhile the server is asked what it offers.
    loadAll(['lines', ...LOADED.filter((one) => options.transports?.includes(one) ?? true)]);
    await token.renew('connect');
    const offer = await info.get();
    this.#user = offer.user;
    const { Lines } = await load('lines');
    const lines = (this.#lines ??= new Lines(this.#parts, this));
    do {
      await lines.settle(signal).catch((error) => {
        const fault = Fault.of(error);
        if (fault.final || !feeds.placed.length) {
          throw fault;
        }
      });
      if (feeds.isEmpty || signal.aborted) {
        return new Fault('closed', 'nothing is subscribed');
      }
    } while (!feeds.placed.length);
    const over = new Promise(
      (/** @type {(fault: Fault) => void} */ resolve) => (this.#over = resolve),
    );
    await lines.connect(offer, suspect, signal);
    return over;
  }

  /** @param {Fault} fault */
  async #wait(fault) {
    const delay = this.#delay(this.#attempt++, fault);
    const isOffline = !fault.told && this.#parts.env.page.navigator?.onLine === false;
    this.#waiting = new AbortController();
    this.#become({
      state: isOffline ? 'offline' : 'recovering',
      code: fault.code,
      reason: fault.message,
      retryAt: this.#clock.now() + delay,
    });
    await pause(this.#clock, delay, this.#waiting.signal);
    this.#waiting = undefined;
  }

  /**
   * A token that has ended is followed by another one; once, until a line has been steady.
   *
   * @param {Fault} fault
   */
  async #isSignedInAgain(fault) {
    const { token } = this.#parts;
    // Where there is a status, a request has asked for another token already.
    if (fault.code !== 'unauthorized' || fault.status || !token.isRenewable || this.#wasRejected) {
      return false;
    }
    this.#wasRejected = true;
    return token.renew('rejected').then(
      () => true,
      () => false,
    );
  }

  /** @param {Fault} fault why the line has ended by itself */
  over(fault) {
    this.#over(fault);
  }

  /** @param {import('./line.js').Line} line over which events come, or which has told more */
  live({ transport, user }) {
    this.#liveAt = Math.min(this.#liveAt, this.#clock.now());
    // Polls greet nobody.
    this.#become({ state: 'live', transport, user: transport === 'poll' ? this.#user : user });
  }

  /** @param {Partial<Status> & Pick<Status, 'state'>} status */
  #become(status) {
    const before = this.status;
    this.status = Object.freeze({
      attempt: this.#attempt,
      heardAt: this.line?.watch.heardAt ?? before.heardAt,
      user: before.user,
      ...status,
    });
    this.#parts.changed(this.status);
  }
}
