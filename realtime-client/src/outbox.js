import { backoff } from './backoff.js';
import { refusal } from './commands.js';
import { pause, randomName } from './env.js';
import { Fault, TidewireError } from './fault.js';

const MOST_IN_BATCH = 256;
/** What browsers let go on after the page. */
const KEEPALIVE_BYTES = 60 * 1024;
const ENVELOPE_BYTES = 64;

/**
 * @typedef {object} Entry
 * @property {import('./commands.js').Command & { idempotencyKey: string }} command
 * @property {number} bytes
 * @property {string | undefined} user who was signed in
 * @property {unknown} timer
 * @property {(answer: { cursor: string | undefined }) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/**
 * Holds what is published until the server has it, in order, one batch under way. An entry has its
 * key from the start, so what is sent again after a cut is stored once.
 */
export class Outbox {
  #env;
  #info;
  #link;
  #commands;
  #limits;
  /** @type {Set<Entry>} */
  #entries = new Set();
  #bytes = 0;
  #isSending = false;
  /** @type {AbortController | undefined} */
  #waiting;

  /**
   * @param {import('./env.js').Environment} env
   * @param {import('./info.js').Info} info
   * @param {import('./link.js').Link} link
   * @param {import('./commands.js').Commands} commands
   * @param {import('../types.d.ts').OutboxOptions} options
   */
  constructor(env, info, link, commands, { max = 500, bytes = 1024 * 1024, ttl = 270_000 } = {}) {
    this.#env = env;
    this.#info = info;
    this.#link = link;
    this.#commands = commands;
    this.#limits = { max, bytes, ttl };
  }

  /**
   * @param {Record<string, unknown>} publication
   * @param {AbortSignal} [signal]
   * @returns {Promise<{ cursor: string | undefined }>}
   */
  add(publication, signal) {
    const command = {
      type: 'publish',
      id: this.#commands.nextId(),
      ...publication,
      idempotencyKey: /** @type {string} */ (publication.idempotencyKey ?? randomName()),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(command)).length;
    if (this.#entries.size >= this.#limits.max || this.#bytes + bytes > this.#limits.bytes) {
      return Promise.reject(new TidewireError('full', 'too much waits to be published'));
    }
    if (signal?.aborted) {
      return Promise.reject(signal.reason);
    }
    return new Promise((resolve, reject) => {
      /** @type {Entry} */
      const entry = {
        command,
        bytes,
        user: this.#link.status.user,
        resolve,
        reject,
        timer: undefined,
      };
      entry.timer = this.#env.clock.setTimeout(
        () => this.#reject(entry, new TidewireError('expired', 'could not be published in time')),
        this.#limits.ttl,
      );
      signal?.addEventListener('abort', () => this.#reject(entry, signal.reason));
      this.#entries.add(entry);
      this.#bytes += bytes;
      this.flush();
    });
  }

  /** Whether it is known who is signed in: after a cut, another user may be. */
  get #isReachable() {
    const { state } = this.#link.status;
    return state === 'live' || state === 'idle';
  }

  /** Sends what waits, unless a batch is under way. */
  async flush() {
    this.#waiting?.abort();
    if (this.#isSending) {
      return;
    }
    this.#isSending = true;
    for (let failures = 0; this.#entries.size && this.#isReachable; ) {
      try {
        await this.#sendBatch();
        failures = 0;
      } catch (error) {
        const fault = Fault.of(error);
        if (fault.final) {
          this.rejectAll(fault);
        } else {
          this.#info.forget();
          this.#waiting = new AbortController();
          const delay = Math.max(backoff(failures++, this.#env.random), fault.retryAfter ?? 0);
          await pause(this.#env.clock, delay, this.#waiting.signal);
        }
      }
    }
    this.#isSending = false;
  }

  async #sendBatch() {
    const { limits, user: first } = await this.#info.get();
    const user = this.#link.status.user ?? first;
    for (const entry of this.#entries) {
      if ((entry.user ?? user) !== user) {
        this.#reject(entry, new TidewireError('other-user', 'somebody else has signed in'));
      }
    }
    const batch = this.#fitting(limits.message);
    const answers = await this.#commands.exchange(batch.map(({ command }) => command));
    batch.forEach((entry, i) => {
      try {
        refusal(answers[i]);
        this.#remove(entry);
        entry.resolve({ cursor: answers[i]?.cursor });
      } catch (error) {
        const fault = Fault.of(error);
        if (!fault.final) {
          throw fault; // this and what follows is sent again
        }
        this.#reject(entry, fault);
      }
    });
  }

  /**
   * {@return the oldest entries, at least one}
   *
   * @param {number} most bytes
   */
  #fitting(most) {
    let bytes = ENVELOPE_BYTES;
    return [...this.#entries].slice(0, MOST_IN_BATCH).filter((entry, i) => {
      bytes += entry.bytes + 1;
      return i === 0 || bytes <= most;
    });
  }

  /** The page goes: what fits is sent by a request that outlives it. */
  leave() {
    const batch = this.#fitting(KEEPALIVE_BYTES).filter(({ bytes }) => bytes < KEEPALIVE_BYTES);
    if (batch.length) {
      const commands = batch.map(({ command }) => command);
      this.#commands.exchange(commands, { keepalive: true }).catch(() => {});
    }
  }

  /** @param {Fault} fault */
  rejectAll(fault) {
    this.#entries.forEach((entry) => this.#reject(entry, fault));
  }

  /** @param {Fault} fault */
  close(fault) {
    this.#waiting?.abort();
    this.rejectAll(fault);
  }

  /**
   * @param {Entry} entry
   * @param {unknown} error
   */
  #reject(entry, error) {
    this.#remove(entry);
    entry.reject(error);
  }

  /** @param {Entry} entry */
  #remove(entry) {
    if (this.#entries.delete(entry)) {
      this.#bytes -= entry.bytes;
      this.#env.clock.clearTimeout(entry.timer);
    }
  }
}
