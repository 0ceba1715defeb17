const LONGEST_URL = 6_000;
const MOST_TOPICS = 100;

/**
 * Makes a request for events of topics: with a body where an address cannot carry as many.
 *
 * @param {import('./http.js').Http} http
 * @param {string} path
 * @param {string[]} topics
 * @param {(string | undefined)[]} since where to begin, for each topic; empty: as the query says
 * @param {import('./http.js').Query} query
 * @returns {import('./http.js').Request}
 */
export function subscribing(http, path, topics, since, query) {
  const isSame = since.every((cursor) => cursor === since[0]);
  const inUrl = { topic: topics, since: isSame ? since[0] : since, ...query };
  if (topics.length <= MOST_TOPICS && http.url(path, inUrl).length <= LONGEST_URL) {
    return { query: inUrl };
  }
  return { body: { topics: topics.map((topic, i) => ({ topic, since: since[i] })), ...query } };
}

/**
 * Makes a request for what lies after the cursors of feeds.
 *
 * @param {import('./http.js').Http} http
 * @param {string} path
 * @param {import('./feeds.js').Feed[]} feeds
 * @param {import('./http.js').Query} query
 */
export const following = (http, path, feeds, query) =>
  subscribing(
    http,
    path,
    feeds.map(({ topic }) => topic),
    feeds.map(({ cursor }) => cursor),
    query,
  );
