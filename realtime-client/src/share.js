import { onAbort, pause, randomName } from './env.js';
import { Fault } from './fault.js';
import { Guests } from './guests.js';
import { SharedLine } from './shared-line.js';

/** Of what tabs say to each other: pages of different versions of the client may be open. */
const FORMAT = 1;
const PATIENCE_MS = 3_000;
/** How often the lead may change by force. */
const STEAL_EVERY_MS = 60_000;
const TIRED_AFTER_MS = 5 * 60_000;
/** How long whoever is next waits for what the last leader has to say. */
const LAST_WORDS_MS = 50;
const TIMEOUT_MS = 8_000;
/** Ends that are those of all tabs. */
const COMMON_ENDS = ['unauthorized', 'forbidden', 'login'];

/**
 * @typedef {import('./line.js').Line} Line
 * @typedef {{ type: string, from: string, to?: string } & Record<string, any>} Message
 */

/**
 * Lets the tabs of a session and user have one connection.
 *
 * The tab that has the lock leads: it connects, asks for what all tabs want, and passes on what the
 * server sends as it is. Whoever wants to lead waits for the lock, so that the next one begins
 * when the leader goes, whatever ends it. A tab that is frozen lets go, if the browser tells it; else it
 * keeps its lock. So a visible tab that hears nothing asks the leader, and takes the lock by force if
 * there is no answer.
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
  /** Aborted when this no longer waits for the lock. */
  #queue = new AbortController();
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
    this.#key = `tidewire-${FORMAT} ${base} ${offer.user} ${offer.share}`;
    this.#signal = signal;
    this.#link = link;
    this.#settle = settle;
    this.#guests = new Guests(feeds, offer.limits, (...message) => this.#say(...message));
    this.#channel = new env.page.BroadcastChannel(this.#key);
    this.#channel.onmessage = (/** @type {{ data: Message }} */ { data }) => this.#hear(data);
    onAbort(signal, () => this.#stop());
    env.page.document?.addEventListener('freeze', () => this.#freeze(), { signal });
    env.page.document?.addEventListener('resume', () => this.#stand(), { signal });
    this.#stand();
  }

  /**
   * @param {import('./line.js').Surroundings} around
   * @param {import('./feeds.js').Feed[]} feeds
   * @returns {Promise<Line | Fault | undefined>} a line by way of the leader, or why there is none; undefined
   *     if this tab needs a line of its own
   */
  async follow(around, feeds) {
    if (this.isLeader || this.#signal.aborted) {
      return undefined;
    }
    const line = new SharedLine(around, feeds, this);
    this.#lines.add(line);
    line.ended.then(() => this.#lines.delete(line));
    line.open();
    const fault = await Promise.race([line.live, line.ended]);
    if (!fault) {
      return line;
    }
    fault.told = true; // other transports are shared as well
    return this.isLeader || fault.code === 'busy' ? undefined : fault;
  }

  /**
   * @param {string} type
   * @param {object} [message]
   */
  #say(type, message) {
    if (!this.#signal.aborted) {
      this.#channel.postMessage({ type, from: this.#name, isSeen: this.#isSeen, ...message });
    }
  }

  get #isSeen() {
    return this.#env.page.document?.visibilityState !== 'hidden';
  }

  /** @param {Message} message */
  #hear(message) {
    const { type } = message;
    if (this.isLeader) {
      if (type === 'join' || type === 'ask') {
        this.#answer(message);
      }
      return;
    }
    if (type === 'join' || type === 'ask') {
      return;
    }
    this.#isLed = true;
    this.#env.clock.clearTimeout(this.#patience);
    this.#patience = undefined;
    if (type === 'lead') {
      this.#change();
    } else if (type === 'live') {
      this.#link.wake();
    } else if (type === 'end') {
      this.#link.end(new Fault(message.code, message.reason, { final: true }));
    } else if (type === 'who') {
      this.ask();
    } else if (type === 'yours' && message.to === this.#name) {
      this.#stand(true);
    }
    this.#lines.forEach((line) => line.told(message));
  }

  /** Another tab leads. */
  #change() {
    this.#changedAt = this.#env.clock.now();
    const anew = new Fault('ended', 'another tab has the connection now', { anew: true });
    this.#lines.forEach((line) => line.fail(anew));
    this.#link.wake();
  }

  /** @param {Message} message */
  #answer({ type, from, isSeen, ...wish }) {
    if (this.#isTired && isSeen) {
      this.#rest();
      this.#say('yours', { to: from });
      return;
    }
    this.#say('alive');
    if (type === 'join' && this.#guests.join(/** @type {any} */ (wish))) {
      const { signal } = this.#guests;
      // A line has a lock of its own for as long as it is there.
      this.#lock(` ${wish.id}`, { signal }, () => this.#guests.drop(wish.id)).catch(() => {});
      this.#settle();
    }
  }

  /**
   * @param {string} name
   * @param {LockOptions} options
   * @param {() => unknown} run
   * @returns {Promise<unknown>}
   */
  #lock(name, options, run) {
    return this.#env.page.navigator.locks.request(`${this.#key}${name}`, options, run);
  }

  /**
   * Asks the leader for what a line wants, and shows that the line is there until the signal.
   *
   * @param {{ id: string, topics: string[], cursors: string[] }} wish
   * @param {AbortSignal} signal
   */
  join(wish, signal) {
    return this.#lock(` ${wish.id}`, { signal }, () => {
      if (signal.aborted) {
        return undefined;
      }
      this.#say('join', wish);
      this.#expect();
      return new Promise((/** @type {(value: void) => void} */ over) => onAbort(signal, over));
    });
  }

  /** Finds out whether the leader is still there. */
  ask() {
    if (!this.isLeader && this.#isSeen && !this.#signal.aborted) {
      this.#say('ask');
      this.#expect();
    }
  }

  #expect() {
    const { clock } = this.#env;
    this.#patience ??= clock.setTimeout(() => {
      this.#patience = undefined;
      if (this.#isSeen && clock.now() - this.#changedAt >= STEAL_EVERY_MS) {
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
    this.#queue.abort();
    const queue = (this.#queue = new AbortController());
    const { signal } = queue;
    try {
      // The lock that is stolen cannot be waited for.
      await this.#lock('', steal ? { steal } : { signal }, () => this.#lead(signal));
    } catch (error) {
      if (!signal.aborted) {
        queue.abort();
        this.#lost(/** @type {Error} */ (error));
      }
    }
  }

  /** @param {Error} error */
  #lost({ name }) {
    if (name === 'AbortError') {
      this.#yield(); // another tab has taken it by force
      this.#stand();
    } else {
      this.isLeader = true; // of nobody: locks are not for this page
      this.#change();
    }
  }

  /** @param {AbortSignal} signal */
  async #lead(signal) {
    if (this.#isLed) {
      await pause(this.#env.clock, LAST_WORDS_MS, signal);
    }
    if (!signal.aborted) {
      this.isLeader = true;
      this.#rest();
      this.#say('lead');
      this.#change();
      await new Promise((/** @type {(value: void) => void} */ over) => (this.#release = over));
    }
  }

  /** A frozen tab still hears the others, but nothing from the server: it must neither lead nor wait to. */
  #freeze() {
    this.#queue.abort();
    if (this.isLeader) {
      this.#yield();
    }
  }

  /** Leaves the lead, and the connection, to another tab. */
  #yield() {
    this.#resign();
    this.#link.hurry();
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
    if (this.isLeader && !this.#isSeen) {
      this.#tiring = clock.setTimeout(() => {
        this.#isTired = true;
        this.#say('who');
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
      this.#say('text', { transport, payload, isCurrent });
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
      this.#say('live');
    }
  }

  /** Has to be called when the line has ended. */
  over() {
    if (this.isLeader) {
      this.#say('over'); // which ends the lines of all who have joined: they ask anew
    }
  }

  /**
   * Has to be called at an end for good.
   *
   * @param {Fault} fault
   */
  end({ code, message: reason }) {
    if (this.isLeader && COMMON_ENDS.includes(code)) {
      this.#say('end', { code, reason });
    }
  }

  /** {@return whether others were sent away, so that this tab's own topics may be few enough} */
  relieve() {
    return this.#guests.dismiss();
  }

  #stop() {
    this.#queue.abort();
    this.#resign();
    this.#env.clock.clearTimeout(this.#patience);
    this.#lines.forEach((line) => line.close());
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
