const MEMORY_MS = 10 * 60_000;

/** Remembers for ten minutes, also when the page is loaded again, which transports do not work here. */
export class Marks {
  #key;
  #clock;
  /** @type {Record<string, number>} until when */
  #bad = {};

  /**
   * @param {string} key what they are about: the server, and how it is reached
   * @param {import('./env.js').Clock} clock
   */
  constructor(key, clock) {
    this.#key = `tidewire ${key}`;
    this.#clock = clock;
    try {
      this.#bad = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}');
    } catch {
      // without storage, or without permission for it, only this page remembers
    }
  }

  /** @param {string} transport */
  isBad(transport) {
    return this.#bad[transport] > this.#clock.now();
  }

  /** @param {string} transport */
  add(transport) {
    this.#set(transport, this.#clock.now() + MEMORY_MS);
  }

  /** @param {string} transport */
  clear(transport) {
    if (transport in this.#bad) {
      this.#set(transport, 0);
    }
  }

  /**
   * @param {string} transport
   * @param {number} until
   */
  #set(transport, until) {
    this.#bad[transport] = until;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#bad));
    } catch {
      // as above
    }
  }
}
