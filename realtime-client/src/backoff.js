const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * Returns how long to wait after so many failures, in milliseconds: anything between nothing and a
 * longest delay that doubles, so that the clients of a server that comes back do not return at once.
 *
 * @param {number} failures
 * @param {() => number} random
 */
export const backoff = (failures, random) =>
  random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
