/** Timers that a test drives by hand; they replace the browser's. */
export class Timers {
  #now = 0;
  #ids = 0;
  #due = new Map();

  install() {
    globalThis.setTimeout = (action, delay) => {
      this.#due.set(++this.#ids, { action, at: this.#now + delay });
      return this.#ids;
    };
    globalThis.clearTimeout = (id) => this.#due.delete(id);
    return this;
  }

  /** Lets time pass, in milliseconds, and runs what falls due in its order. */
  pass(time) {
    const end = this.#now + time;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      const [id, { action, at }] = next;
      this.#due.delete(id);
      this.#now = at;
      action();
    }
    this.#now = end;
  }

  #next(end) {
    const due = [...this.#due].filter(([, { at }]) => at <= end);
    return due.sort(([, a], [, b]) => a.at - b.at)[0];
  }
}
