/**
 * Notices silence. Timers of hidden tabs fire late, and then the messages that prove life may still
 * wait behind the timer: these are let in for one turn, and only then the clock decides.
 */
export class Watch {
  #clock;
  #silent;
  /** @type {unknown} */
  #timer;
  #limit = 0;
  #isLastChance = false;
  heardAt;

  /**
   * @param {import('./env.js').Clock} clock
   * @param {() => void} silent called when nothing was heard for the limit
   */
  constructor(clock, silent) {
    this.#clock = clock;
    this.#silent = silent;
    this.heardAt = clock.now();
  }

  /** @param {number} limit how long silence may last from now on, in milliseconds */
  expect(limit) {
    this.#limit = limit;
    this.heard();
    this.#arm(limit);
  }

  /** Sets no timer: this is called for each read. */
  heard() {
    this.heardAt = this.#clock.now();
    this.#isLastChance = false;
  }

  get isOverdue() {
    return this.#left <= 0;
  }

  get #left() {
    return this.heardAt + this.#limit - this.#clock.now();
  }

  stop() {
    this.#clock.clearTimeout(this.#timer);
  }

  /** @param {number} millis */
  #arm(millis) {
    this.stop();
    this.#timer = this.#clock.setTimeout(() => this.#check(), millis);
  }

  #check() {
    if (!this.isOverdue) {
      this.#arm(this.#left);
    } else if (this.#isLastChance) {
      this.#silent();
    } else {
      this.#isLastChance = true;
      this.#arm(0);
    }
  }
}
