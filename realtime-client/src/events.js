import { TidewireError } from './fault.js';

/**
 * Turns a subscription into something to iterate over, which ends it when the loop is left.
 *
 * @param {(handler: (event: any) => void, onEnd: (error: Error) => void) => import('../types.d.ts').Subscription} subscribe
 * @param {number} max how many events may wait
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<any, void, void>}
 */
export async function* events(subscribe, max, signal) {
  /** @type {any[]} */
  const waiting = [];
  /** @type {Error | undefined} */
  let error;
  let isOver = false;
  let wake = () => {};
  const end = (/** @type {Error} */ fault) => {
    error ??= fault;
    isOver = true;
    wake();
  };
  const subscription = subscribe((event) => {
    if (waiting.length < max) {
      waiting.push(event);
      wake();
    } else if (!isOver) {
      const { cursor } = waiting[waiting.length - 1];
      end(new TidewireError('overflow', `more than ${max} events wait`, { cursor }));
      subscription.close();
    }
  }, end);
  const stop = () => {
    isOver = true;
    wake();
  };
  signal?.addEventListener('abort', stop);
  try {
    while (!isOver || (error && waiting.length)) {
      if (waiting.length) {
        yield waiting.shift();
      } else {
        await new Promise((/** @type {(value: void) => void} */ resolve) => (wake = resolve));
      }
    }
    if (error && !signal?.aborted) {
      throw error;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    subscription.close();
  }
}
