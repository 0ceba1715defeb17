/**
 * @typedef {import('./feeds.js').Feed} Feed
 *
 * @typedef {object} Guest takes part in feeds as a subscriber does, but what comes is passed on elsewhere
 * @property {Feed[]} feeds
 * @property {boolean} isIn whether it was told that it gets all that comes
 */

const nothing = () => {};

/** What the other tabs want of the leader. A guest is one line of another tab. */
export class Guests {
  #feeds;
  #limits;
  #say;
  /** @type {Map<string, Guest>} */
  #guests = new Map();
  #control = new AbortController();

  /**
   * @param {import('./feeds.js').Feeds} feeds
   * @param {{ subscriptions: number, patterns: number }} limits
   * @param {(type: string, message: object) => void} say
   */
  constructor(feeds, limits, say) {
    this.#feeds = feeds;
    this.#limits = limits;
    this.#say = say;
  }

  get size() {
    return this.#guests.size;
  }

  /** Aborted when all guests have gone. */
  get signal() {
    return this.#control.signal;
  }

  /**
   * @param {{ id: string, topics: string[], cursors: string[] }} wish
   * @returns {boolean} whether there is room
   */
  join({ id, topics, cursors }) {
    const { subscriptions, patterns } = this.#limits;
    const all = [...new Set([...this.#feeds.placed.map(({ topic }) => topic), ...topics])];
    if (all.length > subscriptions || all.filter((one) => one.includes('*')).length > patterns) {
      this.#say('busy', { to: id });
      return false;
    }
    /** @type {any} */
    const guest = {
      state: 'live',
      offer: nothing,
      flush: nothing,
      skipped: nothing,
      ended: nothing,
      close: nothing,
      // Whoever is refused is told so on a line of its own.
      refused: () => this.#dismiss(id),
    };
    guest.feeds = this.#feeds.join(topics, guest);
    guest.feeds.forEach((/** @type {Feed} */ feed, /** @type {number} */ i) => {
      // Whoever is subscribed here and has no place yet begins elsewhere.
      if (feed.subscribers.size === 1) {
        feed.cursor ??= cursors[i];
      }
    });
    this.#guests.set(id, guest);
    this.#feeds.changed();
    return true;
  }

  /**
   * @param {string} id
   * @param {boolean} [isAtOnce]
   */
  drop(id, isAtOnce) {
    const guest = this.#guests.get(id);
    if (guest) {
      this.#guests.delete(id);
      this.#feeds.leave(guest.feeds, /** @type {any} */ (guest), isAtOnce);
    }
  }

  /** @param {string} id */
  #dismiss(id) {
    this.#say('busy', { to: id });
    this.drop(id, true);
  }

  /**
   * Tells those whose topics the line has from where on they get everything.
   *
   * @param {import('./line.js').Line} line
   */
  settle({ transport, requests }) {
    this.#guests.forEach((guest, to) => {
      const { isIn, feeds } = guest;
      if (!isIn && feeds.every((feed) => requests.some((request) => request.has(feed)))) {
        guest.isIn = true;
        this.#say('joined', { to, transport, places: feeds.map(({ cursor }) => cursor) });
      }
    });
  }

  /** Sends all away, to lines of their own. */
  dismiss() {
    const hasGuests = this.size > 0;
    this.#guests.forEach((_, id) => this.#dismiss(id));
    return hasGuests;
  }

  clear() {
    this.#control.abort();
    this.#control = new AbortController();
    this.#guests.forEach((_, id) => this.drop(id, true));
  }
}
