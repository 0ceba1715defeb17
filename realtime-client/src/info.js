import { Fault } from './fault.js';

const TIMEOUT_MS = 8_000;

/**
 * What the server offers, and the way to it.
 *
 * @typedef {object} Offer
 * @property {import('../types.d.ts').Transport[]} transports
 * @property {{ message: number }} limits
 * @property {string} [user]
 * @property {number} roundTrip in milliseconds
 * @property {string} protocol such as `h2`; empty if the browser does not say
 */

/** Asks once for what this deployment offers. */
export class Info {
  #env;
  #http;
  /** @type {Offer | undefined} */
  #offer;

  /**
   * @param {import('./env.js').Environment} env
   * @param {import('./http.js').Http} http
   */
  constructor(env, http) {
    this.#env = env;
    this.#http = http;
  }

  /** Asks again the next time. */
  forget() {
    this.#offer = undefined;
  }

  /** @returns {Promise<Offer>} */
  async get() {
    return (this.#offer ??= await this.ask(TIMEOUT_MS));
  }

  /**
   * @param {number} timeout in milliseconds
   * @returns {Promise<Offer>}
   */
  async ask(timeout) {
    const began = this.#env.clock.now();
    const offer = await this.#http.ask('info', {}, timeout);
    if (!Array.isArray(offer.transports)) {
      throw new Fault('not-tidewire', 'info names no transports', { final: true });
    }
    const roundTrip = this.#env.clock.now() - began;
    return { ...offer, roundTrip, protocol: protocolOf(this.#http.url('info')) };
  }
}

/**
 * Looks at all that came from there: browsers may tell of a request a while after its answer is read.
 *
 * @param {string} url
 */
function protocolOf(url) {
  const { href } = new URL('/', url);
  const entry = performance
    .getEntries?.()
    .findLast((/** @type {any} */ one) => one.nextHopProtocol && one.name.startsWith(href));
  return /** @type {any} */ (entry)?.nextHopProtocol ?? '';
}
