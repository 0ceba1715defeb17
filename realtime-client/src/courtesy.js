import { pause, randomName } from './env.js';

/** Of the six connections that a browser opens to a server over HTTP/1.1. */
const MOST_HELD = 2;
const PATIENCE_MS = 100;

/**
 * Leaves connections to the other tabs. Where each is one of six, two tabs may keep one open; the
 * others ask briefly now and then. Who keeps one says so when another tab asks; of those that ask at
 * the same time, the ones with the lowest names may.
 */
export class Courtesy {
  #env;
  #key;
  #name = randomName();
  #isAsking = false;
  #isHolding = false;
  /** @type {Set<string>} the other tabs that go first */
  #before = new Set();
  /** @type {BroadcastChannel | undefined} */
  #channel;

  /**
   * @param {string} key what the tabs have in common
   * @param {import('./env.js').Environment} env
   */
  constructor(key, env) {
    this.#key = `tidewire ${key}`;
    this.#env = env;
  }

  /**
   * Asks the other tabs for a connection that is kept open.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether there is one; then it has to be released
   */
  async acquire(signal) {
    const { page, clock } = this.#env;
    if (signal.aborted) {
      return true;
    }
    try {
      this.#channel ??= /** @type {BroadcastChannel} */ (new page.BroadcastChannel(this.#key));
    } catch {
      return true; // pages in sandboxed frames have nobody to talk to
    }
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    this.#before.clear();
    this.#isAsking = true;
    this.#say(true);
    await pause(clock, PATIENCE_MS, signal);
    this.#isAsking = false;
    this.#isHolding ||= this.#before.size < MOST_HELD;
    return this.#isHolding;
  }

  release() {
    this.#isHolding = false;
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** @param {boolean} asks */
  #say(asks) {
    this.#channel?.postMessage({ name: this.#name, holds: this.#isHolding, asks });
  }

  /** @param {{ name: string, holds: boolean, asks: boolean }} tab */
  #hear({ name, holds, asks }) {
    if (holds || name < this.#name) {
      this.#before.add(name);
    }
    if (asks && (this.#isHolding || this.#isAsking)) {
      this.#say(false);
    }
  }
}
