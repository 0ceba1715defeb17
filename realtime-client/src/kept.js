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

/** Keeps what waits to be published where the next page finds it. */
export class Store {
  #database;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
  }

  /**
   * @param {IDBFactory} indexedDB
   * @param {string} base the server: what is kept is for no other one
   */
  static async open(indexedDB, base) {
    const request = indexedDB.open(`tidewire ${base}`, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(STORE, { keyPath: 'id', autoIncrement: true });
    return new Store(await answer(request));
  }

  /** @param {IDBTransactionMode} mode */
  #entries(mode) {
    return this.#database.transaction(STORE, mode).objectStore(STORE);
  }

  /** @returns {Promise<Kept[]>} the oldest first */
  all() {
    return answer(this.#entries('readonly').getAll());
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
