/** @param {string} cursor */
const dash = (cursor) => cursor.lastIndexOf('-');

/**
 * Tells whether both belong to one life of the log; else they cannot be compared.
 *
 * @param {string} one
 * @param {string} other
 */
export const isSameEpoch = (one, other) => one.slice(0, dash(one)) === other.slice(0, dash(other));

/**
 * Tells whether a cursor is in the same epoch as another one, and above it.
 *
 * @param {string} one
 * @param {string} other
 */
export const isAbove = (one, other) =>
  isSameEpoch(one, other) &&
  Number(one.slice(dash(one) + 1)) > Number(other.slice(dash(other) + 1));
