import { onAbort, report } from './env.js';

const STORE = 'outbox';

/**
 * An event that waits to be published. `id` gives the order.
 *
 * @typedef {object} Kept
 * @property {number} [id]
 * @property {string} command as JSON
 * @property {string | null | undefined} user who was signed in; `null` is nobody, undefined is not known
 * @property {number} expires when it is no longer to be published, in milliseconds since 1970
 * @property {string} client the name of the client that was to publish it
 */

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Gets the right to publish what a client was to publish: it is that of whoever has the lock.
 *
 * @param {LockManager} locks
 * @param {string} client
 * @param {AbortSignal} signal gives it back
 * @param {LockOptions} options
 * @returns {Promise<boolean>} whether this page has it
 */
const own = (locks, client, signal, options) =>
  new Promise((resolve, reject) => {
    const run = (/** @type {Lock | null} */ lock) => {
      resolve(lock !== null);
      return lock && new Promise((/** @type {(value: void) => void} */ over) => onAbort(signal, over));
    };
    locks.request(`tidewire outbox ${client}`, options, run).catch(reject);
  });

/** Keeps what waits to be published where the next page finds it. */
export class Store {
  #database;
  #locks;

  /**
   * @param {IDBDatabase} database
   * @param {LockManager | undefined} locks
   */
  constructor(database, locks) {
    this.#database = database;
    this.#locks = locks;
  }

  /**
   * @param {any} page
   * @param {string} base the server: what is kept is for no other one
   */
  static async open({ indexedDB, navigator }, base) {
    const request = indexedDB.open(`tidewire ${base}`, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(STORE, { keyPath: 'id', autoIncrement: true });
    return new Store(await answer(request), navigator?.locks);
  }

  /** @param {IDBTransactionMode} mode */
  #entries(mode) {
    return this.#database.transaction(STORE, mode).objectStore(STORE);
  }

  /** @returns {Promise<Kept[]>} the oldest first */
  #all() {
    return answer(this.#entries('readonly').getAll());
  }

  /**
   * Takes what no other open page is going to publish. Without locks that cannot be told.
   *
   * @param {string} client the name of this page's own client
   * @param {AbortSignal} signal leaves it to others
   * @param {(left: Kept[]) => void} taken called with what there is, the oldest first, and again when a page
   *     goes that was open
   */
  async take(client, signal, taken) {
    const locks = this.#locks;
    const all = await this.#all();
    if (!locks) {
      taken(all);
      return;
    }
    const clients = new Set([client, ...all.map((kept) => kept.client)]);
    const owned = await Promise.all(
      [...clients].map(async (one) => {
        if (await own(locks, one, signal, { ifAvailable: true })) {
          return one;
        }
        own(locks, one, signal, { signal })
          .then(() => this.#all())
          .then((left) => taken(left.filter((kept) => kept.client === one)))
          .catch((error) => signal.aborted || report(error));
        return undefined;
      }),
    );
    taken(all.filter((kept) => owned.includes(kept.client)));
  }

  /**
   * @param {Kept} entry
   * @returns {Promise<number>} its id
   */
  put(entry) {
    return /** @type {Promise<number>} */ (answer(this.#entries('readwrite').put(entry)));
  }

  /** @param {number} id */
  delete(id) {
    return answer(this.#entries('readwrite').delete(id));
  }

  close() {
    this.#database.close();
  }
}
