const MOST_MS = { spread: 2_000, lag: 3_000 };
/** So many reads in a row prove it: once is a network that was away for a moment. */
const PROOF = 2;

/** Notices that live events arrive in clumps, or ever later: something on the way gathers them. */
export class HeldBack {
  #clock;
  #leastLag = Infinity;
  #late = 0;

  /** @param {import('./env.js').Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @param {import('./feeds.js').Frame[]} frames what one read has brought of a live stream */
  isLate(frames) {
    const times = frames.filter(({ type }) => type === 'event').map(({ time }) => Date.parse(time));
    if (times.length) {
      const oldest = Math.min(...times);
      const lag = this.#clock.now() - oldest;
      this.#leastLag = Math.min(this.#leastLag, this.#clock.now() - Math.max(...times));
      const isLate =
        Math.max(...times) - oldest > MOST_MS.spread || lag > this.#leastLag + MOST_MS.lag;
      this.#late = isLate ? this.#late + 1 : 0;
    }
    return this.#late >= PROOF;
  }
}
