import { Marks } from './marks.js';

const MANY_STREAMS = ['sse', 'websocket', 'poll'];
const FEW_CONNECTIONS = ['websocket', 'sse', 'poll'];

/**
 * Decides which transports are tried, and in which order. Over HTTP/1.1 a WebSocket comes first: it
 * does not count among the six connections that a browser opens to a server, and event streams do.
 *
 * @typedef {import('../types.d.ts').Transport} Transport
 */
export class Choice {
  #marks;
  #isScarce;
  #share;
  #canShare;
  /** All that can work here, the best one first. */
  order;

  /**
   * @param {import('./info.js').Offer} offer
   * @param {string} base the server's address
   * @param {import('./env.js').Environment} env
   * @param {import('../types.d.ts').Options} options
   */
  constructor({ transports, protocol }, base, { WebSocket, clock, page }, options) {
    this.#isScarce = !/^h[23]/.test(protocol);
    const wanted =
      options.transports ?? (this.#isScarce || options.duplex ? FEW_CONNECTIONS : MANY_STREAMS);
    this.order = /** @type {Transport[]} */ (
      wanted.filter(
        (one) =>
          transports.includes(/** @type {Transport} */ (one)) && (one !== 'websocket' || WebSocket),
      )
    );
    this.#share = options.share ?? (options.token ? false : 'auto');
    this.#canShare = page.navigator?.locks && page.BroadcastChannel;
    this.#marks = new Marks(`${base} ${protocol}`, clock);
  }

  /**
   * {@return the order for an attempt: what is known not to work comes last}
   *
   * @param {Transport} [suspect] what has just shown that it does not
   */
  now(suspect) {
    const isBad = (/** @type {Transport} */ one) => one === suspect || this.#marks.isBad(one);
    return [...this.order.filter((one) => !isBad(one)), ...this.order.filter(isBad)];
  }

  /**
   * @param {Transport} transport
   * @returns {Transport[]} the better ones, whatever is remembered of them
   */
  above(transport) {
    return this.order.slice(0, this.order.indexOf(transport));
  }

  /**
   * Tells whether tabs share a transport: each has its own line where that takes nothing from the others.
   *
   * @param {Transport} transport
   */
  isShared(transport) {
    const isWanted = this.#share === 'auto' ? this.isFew(transport) : this.#share;
    return isWanted && this.#canShare;
  }

  /**
   * Tells whether an open connection is one of few.
   *
   * @param {Transport} transport
   */
  isFew(transport) {
    return this.#isScarce && transport !== 'websocket';
  }

  /**
   * Learns from an attempt: only what got through proves that the others were to blame.
   *
   * @param {Transport} through
   * @param {Transport[]} failed
   */
  learn(through, failed) {
    failed.forEach((transport) => this.#marks.add(transport));
    this.#marks.clear(through);
  }
}
