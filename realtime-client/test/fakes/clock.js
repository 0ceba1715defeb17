/** A clock that stands still until a test moves it. */
export class ManualClock {
  #now = Date.UTC(2026, 0, 1);
  #timers = new Map();
  #count = 0;

  now = () => this.#now;

  setTimeout = (run, millis, isOurs = true) => {
    const id = ++this.#count;
    this.#timers.set(id, { run, at: this.#now + Math.max(0, millis), id, isOurs });
    return id;
  };

  clearTimeout = (id) => void this.#timers.delete(id);

  /** How many timers are set, other than those of the server and the network. */
  get pending() {
    return [...this.#timers.values()].filter(({ isOurs }) => isOurs).length;
  }

  /** Lets time pass, timer by timer, and lets all follow that each of them causes. */
  async advance(millis) {
    const end = this.#now + millis;
    await settled();
    for (let next; (next = this.#next(end)); ) {
      this.#timers.delete(next.id);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = end;
    await settled();
  }

  /** Lets time pass as in a hidden tab or on a sleeping machine: what is due comes late, all at once. */
  async sleep(millis) {
    this.#now += millis;
    await this.advance(0);
  }

  #next(end) {
    let next;
    for (const timer of this.#timers.values()) {
      if (
        timer.at <= end &&
        (!next || timer.at < next.at || (timer.at === next.at && timer.id < next.id))
      ) {
        next = timer;
      }
    }
    return next;
  }
}

/** Waits until all promises that can be settled are. */
export async function settled() {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}
