/** @typedef {'connect' | 'expiring' | 'rejected'} Reason */

/** Asks the application for its token; questions that meet share one answer. */
export class Token {
  #ask;
  /** @type {Promise<void> | undefined} */
  #asking;
  /** @type {string | null} */
  current = null;

  /** @param {import('../types.d.ts').Options['token']} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /** Whether a token that was rejected may be followed by a better one. */
  get isRenewable() {
    return this.#ask !== undefined;
  }

  /**
   * @param {Reason} reason
   * @returns {Promise<void>}
   */
  renew(reason) {
    this.#asking ??= this.#renew(reason).finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** @param {Reason} reason */
  async #renew(reason) {
    this.current = (await this.#ask?.(reason)) ?? null;
  }
}
