import { pause, randomName } from './env.js';
import { Fault } from './fault.js';
import { Guests } from './guests.js';
import { SharedLine } from './shared-line.js';

const PATIENCE_MS = 3_000;
/** How often the lead may change by force. */
const STEAL_EVERY_MS = 60_000;
const TIRED_AFTER_MS = 5 * 60_000;
/** How long whoever is next waits for what the last leader has to say. */
const LAST_WORDS_MS = 50;
const TIMEOUT_MS = 8_000;
/** Ends that are those of all tabs. */
const COMMON_ENDS = ['unauthorized', 'forbidden', 'login'];
const ANEW = new Fault('ended', 'another tab has the connection now', { anew: true });

/**
 * @typedef {import('./line.js').Line} Line
 */

/**
 * Lets the tabs of a session and user have one connection.
 *
 * The tab that has the lock leads: it connects, asks for what all tabs want, and passes on what the
 * server sends as it is. Whoever wants to lead waits for the lock, so that the next one begins
 * when the leader goes, whatever ends it. A frozen tab keeps its lock. So a visible tab that hears
 * nothing asks the leader, and takes the lock by force if there is no answer.
 */
export class Share {
  #env;
  #key;
  #signal;
  #link;
  #settle;
  #channel;
  #guests;
  #name = randomName();
  isLeader = false;
  /** Whether another tab has shown that it leads. */
  #isLed = false;
  /** @type {Set<SharedLine>} */
  #lines = new Set();
  /** @type {AbortController | undefined} exists while this waits for the lock */
  #queue;
  #release = () => {};
  #changedAt = -Infinity;
  /** @type {unknown} */
  #patience;
  /** @type {unknown} */
  #tiring;
  #isTired = false;

  /**
   * @param {import('./link.js').Parts} parts
   * @param {any} offer what the server says of the session
   * @param {import('./link.js').Link} link
   * @param {() => void} settle tells what the line has
   * @param {AbortSignal} signal
   */
  constructor({ env, base, feeds }, offer, link, settle, signal) {
    this.offer = offer;
    this.#env = env;
    this.#key = `tidewire ${base} ${offer.user} ${offer.share}`;
    this.#signal = signal;
    this.#link = link;
    this.#settle = settle;
    this.#guests = new Guests(feeds, offer.limits, (message) => this.#say(message));
    this.#channel = new env.page.BroadcastChannel(this.#key);
    this.#channel.onmessage = (/** @type {MessageEvent} */ { data }) => this.#hear(data);
    signal.addEventListener('abort', () => this.#stop());
    this.#stand();
  }

  /**
   * @param {import('./line.js').Surroundings} around
   * @param {import('./feeds.js').Feed[]} feeds
   * @returns {Promise<Line | Fault | undefined>} a line by way of the leader, or why there is none; undefined
   *     if this tab needs a line of its own
   */
  async follow(around, feeds) {
    if (this.isLeader) {
      return undefined;
    }
    const line = new SharedLine(around, feeds, this);
    this.#lines.add(line);
    line.ended.then(() => this.#lines.delete(line));
    line.open();
    const stop = () => line.close();
    this.#signal.addEventListener('abort', stop);
    const fault = await Promise.race([line.live, line.ended]);
    this.#signal.removeEventListener('abort', stop);
    if (!fault) {
      return line;
    }
    fault.told = true; // other transports are shared as well
    return this.isLeader || fault.code === 'busy' ? undefined : fault;
  }

  /** @param {object} message */
  #say(message) {
    if (!this.#signal.aborted) {
      this.#channel.postMessage({ from: this.#name, ...message });
    }
  }

  get #isVisible() {
    return this.#env.page.document?.visibilityState !== 'hidden';
  }

  /** @param {any} message */
  #hear(message) {
    const { type, from, to, isVisible } = message;
    if (type === 'join' || type === 'ask') {
      if (this.isLeader) {
        this.#answer(message, from, isVisible);
      }
      return;
    }
    if (this.isLeader) {
      return; // of one who does not know yet that another one leads
    }
    this.#isLed = true;
    this.#env.clock.clearTimeout(this.#patience);
    this.#patience = undefined;
    if (type === 'lead') {
      this.#changedAt = this.#env.clock.now();
      this.#fail(ANEW);
      this.#link.wake();
    } else if (type === 'live') {
      this.#link.wake();
    } else if (type === 'end') {
      this.#link.end(new Fault(message.code, message.reason, { final: true }));
    } else if (type === 'who') {
      this.ask();
    } else if (type === 'yours' && to === this.#name) {
      this.#stand(true);
    }
    this.#lines.forEach((line) => line.told(message));
  }

  /**
   * @param {any} message
   * @param {string} from
   * @param {boolean} isVisible
   */
  #answer(message, from, isVisible) {
    if (this.#isTired && isVisible) {
      this.#rest();
      this.#say({ type: 'yours', to: from });
    } else {
      this.#say({ type: 'alive' });
      if (message.type === 'join' && this.#guests.join(message)) {
        this.#locks
          .request(`${this.#key} ${message.id}`, { signal: this.#guests.signal }, () =>
            this.#guests.drop(message.id),
          )
          .catch(() => {}); // it leads no more
        this.#settle();
      }
    }
  }

  /** @param {Fault} fault */
  #fail(fault) {
    this.#lines.forEach((line) => line.fail(fault));
  }

  /** @returns {LockManager} */
  get #locks() {
    return this.#env.page.navigator.locks;
  }

  /**
   * Shows the leader that a line is there, for as long as it is.
   *
   * @param {string} id
   * @param {AbortSignal} signal
   * @returns {Promise<void>} when that is sure
   */
  appear(id, signal) {
    return new Promise((resolve, reject) => {
      const isThere = () => {
        resolve();
        return new Promise((/** @type {(value: void) => void} */ over) => {
          signal.addEventListener('abort', () => over());
        });
      };
      this.#locks.request(`${this.#key} ${id}`, { signal }, isThere).catch(reject);
    });
  }

  /** @param {{ id: string, topics: string[], cursors: string[] }} wish */
  join(wish) {
    this.#say({ type: 'join', isVisible: this.#isVisible, ...wish });
    this.#expect();
  }

  /** Finds out whether the leader is still there. */
  ask() {
    if (!this.isLeader && this.#isVisible) {
      this.#say({ type: 'ask', isVisible: true });
      this.#expect();
    }
  }

  #expect() {
    this.#patience ??= this.#env.clock.setTimeout(() => {
      this.#patience = undefined;
      if (this.#isVisible && this.#env.clock.now() - this.#changedAt >= STEAL_EVERY_MS) {
        this.#stand(true);
      }
    }, PATIENCE_MS);
  }

  /**
   * Waits for the lead, or takes it.
   *
   * @param {boolean} [steal]
   */
  async #stand(steal = false) {
    this.#queue?.abort();
    const queue = (this.#queue = new AbortController());
    try {
      // The lock that is stolen cannot be waited for.
      const options = steal ? { steal } : { signal: queue.signal };
      await this.#locks.request(this.#key, options, () => this.#lead(queue.signal));
    } catch (error) {
      if (queue.signal.aborted || this.#signal.aborted) {
        return; // no longer wanted
      }
      queue.abort();
      if (/** @type {Error} */ (error).name === 'AbortError') {
        this.over(); // another tab has taken it by force
        this.#resign();
        this.#stand();
        this.#link.hurry();
      } else {
        this.isLeader = true; // of nobody: locks are not for this page
        this.#fail(ANEW);
      }
    }
  }

  /** @param {AbortSignal} signal */
  async #lead(signal) {
    if (this.#isLed) {
      await pause(this.#env.clock, LAST_WORDS_MS, this.#signal);
    }
    if (signal.aborted || this.#signal.aborted) {
      return;
    }
    this.isLeader = true;
    this.#changedAt = this.#env.clock.now();
    this.#rest();
    this.#say({ type: 'lead' });
    this.#fail(ANEW);
    this.#link.wake();
    await new Promise((/** @type {(value: void) => void} */ resolve) => (this.#release = resolve));
  }

  #resign() {
    this.isLeader = false;
    this.#release();
    this.#guests.clear();
    this.#env.clock.clearTimeout(this.#tiring);
  }

  /** Begins to count how long the leader has been hidden. */
  #rest() {
    const { clock } = this.#env;
    clock.clearTimeout(this.#tiring);
    this.#isTired = false;
    if (this.isLeader && !this.#isVisible) {
      this.#tiring = clock.setTimeout(() => {
        this.#isTired = true;
        this.#say({ type: 'who' });
      }, TIRED_AFTER_MS);
    }
  }

  /** Has to be called when the page is shown or hidden. */
  seen() {
    this.#rest();
    this.ask();
  }

  /**
   * Passes on what the server has sent.
   *
   * @param {Line} line
   * @param {any} payload
   * @param {boolean} isCurrent whether it is the line that also brings what has no cursor
   */
  relay({ transport }, payload, isCurrent) {
    if (this.isLeader && this.#guests.size) {
      this.#say({ type: 'text', transport, payload, isCurrent });
    }
  }

  /**
   * Has to be called when the line may have got something confirmed.
   *
   * @param {Line} line
   */
  settle(line) {
    if (this.isLeader) {
      this.#guests.settle(line);
    }
  }

  /** Has to be called when there is a line. */
  live() {
    if (this.isLeader) {
      this.#say({ type: 'live' });
    }
  }

  /** Has to be called when the line has ended. */
  over() {
    if (this.isLeader) {
      this.#guests.wait();
      this.#say({ type: 'over' });
    }
  }

  /**
   * Has to be called at an end for good.
   *
   * @param {Fault} fault
   */
  end({ code, message: reason }) {
    if (this.isLeader && COMMON_ENDS.includes(code)) {
      this.#say({ type: 'end', code, reason });
    }
  }

  /** {@return whether others were sent away, so that this tab's own topics may be few enough} */
  relieve() {
    return this.#guests.dismiss();
  }

  #stop() {
    this.#resign();
    this.#env.clock.clearTimeout(this.#patience);
    this.#queue?.abort();
    this.#channel.close();
  }
}

/**
 * @param {import('./link.js').Parts} parts
 * @param {import('./link.js').Link} link
 * @param {() => void} settle
 * @param {AbortSignal} signal
 * @returns {Promise<Share | undefined>} undefined if the server knows no session of this client
 */
export async function share(parts, link, settle, signal) {
  // Not what was kept: somebody else may have signed in meanwhile.
  const offer = /** @type {any} */ (await parts.info.ask(TIMEOUT_MS));
  return offer.share && !signal.aborted ? new Share(parts, offer, link, settle, signal) : undefined;
}
