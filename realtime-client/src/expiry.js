const LIFE = 0.8;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Asks for another token before the present one ends. */
export class Expiry {
  #clock;
  #token;
  #renewed;
  /** @type {unknown} */
  #timer;

  /**
   * @param {import('./env.js').Clock} clock
   * @param {import('./token.js').Token} token
   * @param {(token: string) => void} renewed called with each token that is asked for here
   */
  constructor(clock, token, renewed) {
    this.#clock = clock;
    this.#token = token;
    this.#renewed = renewed;
  }

  /** @param {string | undefined} end when the right to be connected ends, if it does by itself */
  plan(end) {
    this.stop();
    if (end && this.#token.isRenewable) {
      const left = Math.max(0, (Date.parse(end) - this.#clock.now()) * LIFE);
      this.#timer = this.#clock.setTimeout(() => this.#renew(), Math.min(left, LONGEST_TIMER_MS));
    }
  }

  async #renew() {
    try {
      await this.#token.renew('expiring');
    } catch {
      return; // asked again when the server ends the line
    }
    if (this.#token.current) {
      this.#renewed(this.#token.current);
    }
  }

  stop() {
    this.#clock.clearTimeout(this.#timer);
  }
}
