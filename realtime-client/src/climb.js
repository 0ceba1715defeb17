const MINUTE_MS = 60_000;
/** How long to wait for the next try, by the failures in a row. */
const MINUTES = [1, 5, 15, 60];

/** Decides when a better transport is tried beside the one that runs. */
export class Climb {
  #env;
  #climb;
  #failures = 0;
  /** @type {unknown} */
  #timer;

  /**
   * @param {import('./env.js').Environment} env
   * @param {() => Promise<boolean>} climb tries, and tells whether there is nothing more to try
   */
  constructor(env, climb) {
    this.#env = env;
    this.#climb = climb;
  }

  /** Plans the next try. */
  plan() {
    const { clock, random } = this.#env;
    this.stop();
    const minutes = MINUTES[Math.min(this.#failures, MINUTES.length - 1)];
    this.#timer = clock.setTimeout(() => this.now(), minutes * MINUTE_MS * (0.8 + 0.4 * random()));
  }

  async now() {
    this.stop();
    if (await this.#climb()) {
      this.#failures = 0;
    } else {
      this.#failures++;
      this.plan();
    }
  }

  stop() {
    this.#env.clock.clearTimeout(this.#timer);
  }
}
