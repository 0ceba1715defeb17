const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait, in milliseconds, before the attempt after so many failed ones: doubled each
 * time up to half a minute, of which a random half is cut off so that many clients of a server
 * that comes back do not all return at once.
 */
export function backoff(failures, random = Math.random) {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return Math.round(longest * (0.5 + random() / 2));
}
