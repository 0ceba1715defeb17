/** @typedef {import('../types.d.ts').Clock} Clock */

/**
 * What the client takes from its surroundings. Nothing is touched before this is called, so that the
 * module can be imported on a server.
 *
 * @typedef {object} Environment
 * @property {typeof fetch} fetch
 * @property {typeof WebSocket | undefined} WebSocket
 * @property {Clock} clock
 * @property {() => number} random
 * @property {any} page what there is in a page: its events, document, locks, channels and stores
 *
 * @param {Partial<Environment>} [given]
 * @returns {Environment}
 */
export const environment = (given) => ({
  // Browsers refuse to have these called as somebody's methods.
  fetch: (...request) => fetch(...request),
  WebSocket: globalThis.WebSocket,
  clock: {
    now: () => Date.now(),
    setTimeout: (run, millis) => setTimeout(run, millis),
    clearTimeout: (timer) => clearTimeout(timer),
  },
  random: Math.random,
  page: globalThis,
  ...given,
});

/** Returns a name that cannot be guessed, also on pages over plain http. */
export const randomName = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/**
 * Does something when a signal says so, at once if it has.
 *
 * @param {AbortSignal | undefined} signal
 * @param {() => void} run
 */
export function onAbort(signal, run) {
  signal?.addEventListener('abort', run);
  if (signal?.aborted) {
    run();
  }
}

/**
 * Waits for a time, or until the signal says that it is not worth while.
 *
 * @param {Clock} clock
 * @param {number} millis
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export const pause = (clock, millis, signal) =>
  new Promise((resolve) => {
    const timer = clock.setTimeout(over, millis);
    function over() {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    }
    onAbort(signal, over);
  });

/**
 * Tells the page of an error that stops nobody.
 *
 * @param {unknown} error
 */
export const report = (error) => (globalThis.reportError ?? console.error)(error);

/**
 * Hands what an application's function has thrown to the page, so that it stops nobody else.
 *
 * @template {unknown[]} A
 * @param {((...values: A) => void) | undefined} run
 * @param {A} values
 */
export function call(run, ...values) {
  try {
    run?.(...values);
  } catch (error) {
    report(error);
  }
}
