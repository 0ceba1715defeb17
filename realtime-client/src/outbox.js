import { backoff } from './backoff.js';
import { carrying, Commands, refusal } from './commands.js';
import { call, pause, randomName, report } from './env.js';
import { Fault, TidewireError } from './fault.js';
import { load } from './load.js';

const MOST_IN_BATCH = 256;
/** What browsers let go on after the page. */
const KEEPALIVE_BYTES = 60 * 1024;
const ENVELOPE_BYTES = 64;
/** How long what is new waits for what earlier pages have left. */
const OPENING_MS = 2_000;

/**
 * @typedef {import('./kept.js').Store} Store
 * @typedef {import('./kept.js').Kept} Kept
 *
 * @typedef {object} Entry
 * @property {import('./commands.js').Command & Record<string, any>} command
 * @property {number} bytes
 * @property {string | null | undefined} user who was signed in; `null` is nobody, undefined is not known
 * @property {number} expires in milliseconds since 1970
 * @property {string} client the name of the client that it is from
 * @property {number} [id] in the store
 * @property {unknown} [timer]
 * @property {() => void} [forget] no longer waits for the signal of whoever has published it
 * @property {(answer: { cursor: string | undefined }) => void} resolve
 * @property {(error: any) => void} reject
 */

/** @param {object} command */
const size = (command) => new TextEncoder().encode(JSON.stringify(command)).length;

/**
 * Holds what is published until the server has it, in order, one batch under way. An entry has its
 * key from the start, so what is sent again after a cut is stored once. What is kept in a store is
 * sent by the next page, in the name of the client that it is from, so that its key still counts.
 */
export class Outbox {
  #env;
  #info;
  #link;
  #commands;
  #client;
  #options;
  /** @type {Set<Entry>} */
  #entries = new Set();
  #bytes = 0;
  #isSending = false;
  /** @type {string | null | undefined} who was signed in when the server last said so */
  #user;
  /** @type {AbortController | undefined} */
  #waiting;
  #closing = new AbortController();
  /** @type {Promise<Store | undefined> | undefined} what is done with the store, one thing after another */
  #storing;
  /** @type {Promise<unknown> | undefined} */
  #opened;

  /**
   * @param {import('./link.js').Parts} parts
   * @param {import('./link.js').Link} link
   */
  constructor({ env, info, base, http, options }, link) {
    this.#env = env;
    this.#info = info;
    this.#link = link;
    this.#commands = new Commands(http, link, env.clock);
    this.#client = http.name;
    this.#options = { max: 500, bytes: 1024 * 1024, ttl: 270_000, ...options.outbox };
    if (this.#options.store === 'indexeddb') {
      this.#storing = this.#open(base);
      const patience = pause(env.clock, OPENING_MS, this.#closing.signal);
      this.#opened = Promise.race([this.#storing, patience]);
    }
  }

  /**
   * Takes what earlier pages have left. Where nothing can be kept, the page is told, and goes on.
   *
   * @param {string} base
   */
  async #open(base) {
    try {
      const { Store } = await load('kept');
      const store = await Store.open(this.#env.page, base);
      await store.take(this.#client, this.#closing.signal, (left) => this.#take(left));
      return store;
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  /** @param {Kept[]} kept which comes before what is new */
  #take(kept) {
    const left = kept.map((one) => this.#left(one));
    this.#entries = new Set([...left, ...this.#entries]);
    left.forEach((entry) => this.#limit(entry));
    this.flush();
  }

  /**
   * @param {Kept} kept
   * @returns {Entry}
   */
  #left({ command: text, ...kept }) {
    const command = { ...JSON.parse(text), id: this.#commands.nextId() };
    const { topic, event: type, data } = command;
    return {
      ...kept,
      command,
      bytes: size(command),
      resolve: () => {},
      reject: (error) => call(this.#options.lost, error, { topic, type, data }),
    };
  }

  /**
   * Does something with the store, if there is one, after all that was asked for before.
   *
   * @param {(store: Store) => unknown} work
   */
  #store(work) {
    this.#storing = this.#storing?.then(async (store) => {
      try {
        if (store) {
          await work(store);
        }
      } catch (error) {
        report(error);
      }
      return store;
    });
  }

  /** @param {Entry} entry */
  #keep(entry) {
    const { command, user, expires, client } = entry;
    this.#store(async (store) => {
      const kept = { command: JSON.stringify(command), user, expires, client };
      entry.id = await store.put(entry.id === undefined ? kept : { ...kept, id: entry.id });
    });
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
      ...carrying(publication.data),
      idempotencyKey: publication.idempotencyKey ?? randomName(),
    };
    return new Promise((resolve, reject) => {
      /** @type {Entry} */
      const entry = {
        command,
        bytes: size(command),
        user: this.#known,
        expires: this.#env.clock.now() + this.#options.ttl,
        client: this.#client,
        resolve,
        reject,
      };
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = () => this.#reject(entry, signal?.reason);
      signal?.addEventListener('abort', stop);
      entry.forget = () => signal?.removeEventListener('abort', stop);
      this.#entries.add(entry);
      this.#keep(entry);
      this.#limit(entry);
      this.flush();
    });
  }

  /**
   * Sends something to the application, once, and returns what it answers.
   *
   * @param {{ to: string, event: string, data: unknown }} message
   * @param {import('../types.d.ts').SendOptions} options
   */
  send(message, options) {
    return this.#commands.send(message, options);
  }

  /**
   * Rejects what is too much, or waits for too long.
   *
   * @param {Entry} entry
   */
  #limit(entry) {
    const { max, bytes } = this.#options;
    const { clock } = this.#env;
    this.#bytes += entry.bytes;
    if (this.#entries.size > max || this.#bytes > bytes) {
      this.#reject(entry, new TidewireError('full', 'too much waits to be published'));
    } else {
      entry.timer = clock.setTimeout(
        () => this.#reject(entry, new TidewireError('expired', 'not published in time')),
        Math.max(0, entry.expires - clock.now()),
      );
    }
  }

  /** Who was signed in when the server last said so: a line tells a user's name, or nothing if there is none. */
  get #known() {
    const { user, heardAt } = this.#link.status;
    return user ?? (heardAt ? null : this.#user);
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
    await this.#opened;
    for (let failures = 0; this.#entries.size && this.#isReachable; ) {
      try {
        await this.#sendBatch();
        failures = 0;
      } catch (error) {
        const fault = Fault.of(error);
        if (fault.final) {
          this.rejectAll(fault);
        } else if (this.#entries.size) {
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
    const { limits, user } = await this.#info.get();
    this.#user = this.#link.status.user ?? user ?? null;
    this.#entries.forEach((entry) => this.#sign(entry, this.#user));
    const batch = this.#fitting(limits.message, [...this.#entries]);
    if (!batch.length) {
      return;
    }
    const [{ client }] = batch;
    const answers = await this.#commands.exchange(
      batch.map(({ command }) => command),
      client === this.#client ? {} : { query: { client } },
    );
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
   * What this page has written before it knew who is signed in is from whoever that is; nothing is
   * published in the name of somebody else.
   *
   * @param {Entry} entry
   * @param {string | null | undefined} user
   */
  #sign(entry, user) {
    if (entry.user === undefined && entry.client === this.#client) {
      entry.user = user;
      this.#keep(entry);
    }
    if (entry.user !== user) {
      this.#reject(entry, new TidewireError('other-user', 'somebody else has signed in'));
    }
  }

  /**
   * {@return the oldest entries, at least one, all from one client}
   *
   * @param {number} most bytes
   * @param {Entry[]} entries
   */
  #fitting(most, entries) {
    let bytes = ENVELOPE_BYTES;
    const [first] = entries;
    const batch = entries.slice(0, MOST_IN_BATCH);
    const end = batch.findIndex((entry, i) => {
      bytes += entry.bytes + 1;
      return entry.client !== first.client || (i > 0 && bytes > most);
    });
    return end < 0 ? batch : batch.slice(0, end);
  }

  /**
   * The page goes: what fits is sent by a request that outlives it, but not what somebody else may
   * have written.
   */
  leave() {
    const now = this.#known;
    const own = [...this.#entries].filter(
      ({ bytes, client, user }) =>
        bytes < KEEPALIVE_BYTES &&
        (user === undefined ? client === this.#client : user === now),
    );
    const batch = this.#fitting(KEEPALIVE_BYTES, own);
    if (batch.length) {
      const [{ client }] = batch;
      const commands = batch.map(({ command }) => command);
      this.#commands.exchange(commands, { keepalive: true, query: { client } }).catch(() => {}); // nobody is there any more
    }
  }

  /** @param {TidewireError} error */
  rejectAll(error) {
    this.#entries.forEach((entry) => this.#reject(entry, error));
  }

  /** Has to be called when all were rejected. */
  close() {
    this.#closing.abort();
    this.#waiting?.abort();
    this.#store((store) => store.close());
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
      entry.forget?.();
      this.#store((store) => store.delete(/** @type {number} */ (entry.id)));
    }
  }
}
