import { Climb } from './climb.js';
import { Expiry } from './expiry.js';
import { Fault } from './fault.js';

/**
 * @typedef {import('../types.d.ts').Transport} Transport
 * @typedef {import('./line.js').Line} Line
 */

/** Opens lines beside the running one, which goes on until another one is live. */
export class Beside {
  #lines;
  #changed;
  #climb;
  #expiry;
  #isOpening = false;

  /**
   * @param {import('./lines.js').Lines} lines
   * @param {import('./link.js').Parts} parts
   */
  constructor(lines, { env, token, feeds }) {
    this.#lines = lines;
    this.#changed = () => feeds.changed();
    this.#climb = new Climb(env, () => this.#tryBetter());
    this.#expiry = new Expiry(env.clock, token, (next) => {
      if (!lines.current?.authenticate(next)) {
        this.replace();
      }
    });
  }

  /**
   * Has to be called when a line has taken over, and when it has told how long its token lives.
   *
   * @param {Line} line
   * @param {boolean} isNew
   */
  watch(line, isNew) {
    this.#expiry.plan(line.tokenExpires);
    if (isNew) {
      this.#climb.stop();
      if (this.#lines.better.length) {
        this.#climb.plan();
      }
    }
  }

  /** Has to be called when there is no line any more. */
  stop() {
    this.#climb.stop();
    this.#expiry.stop();
  }

  /** Tries better transports now, if there are any. */
  climb() {
    if (this.#lines.better.length) {
      this.#climb.now();
    }
  }

  /** Opens the same transport anew, since the present line cannot do what is wanted now. */
  async replace() {
    const { current } = this.#lines;
    const fault = current && (await this.#open(current, [current.transport]));
    if (fault) {
      current.fail(fault);
    }
  }

  async #tryBetter() {
    const { current, better } = this.#lines;
    const fault = current && (await this.#open(current, better));
    if (fault) {
      this.#changed(); // who came meanwhile was told to wait for this
    }
    return !fault;
  }

  /**
   * @param {Line} running
   * @param {Transport[]} order
   * @returns {Promise<Fault | undefined>} why none got through, if that still matters
   */
  async #open(running, order) {
    if (this.#isOpening) {
      return undefined; // what comes of that looks again
    }
    this.#isOpening = true;
    let fault;
    for (const transport of order) {
      const line = await this.#lines.open(transport);
      fault = line instanceof Fault ? line : undefined;
      if (this.#lines.current !== running) {
        fault = undefined;
        if (!(line instanceof Fault)) {
          line.close();
        }
      } else if (!(line instanceof Fault)) {
        this.#lines.adopt(line, []);
      }
      if (!fault) {
        break;
      }
    }
    this.#isOpening = false;
    return fault;
  }
}
