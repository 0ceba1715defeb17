/** How many of the last events of each topic a page asks for that has no cursor yet. */
const REWIND = 60;

/** The address of a resource of the push library. */
export function endpoint(name) {
  return new URL(`realtime/${name}`, document.baseURI);
}

/** The address of a transport with its subscriptions; `since` as in `resumption`. */
export function subscribing(name, topics, since, more) {
  const url = endpoint(name);
  const parameters = { topic: topics, ...resumption(since), ...more };
  for (const [parameter, value] of Object.entries(parameters)) {
    [value].flat().forEach((one) => url.searchParams.append(parameter, one));
  }
  return url;
}

/**
 * Where to begin, from a cursor or null for each topic: `since`, once for all or once each, or
 * `rewind`. A topic of which nothing is known yet, beside others, is asked for from its start.
 */
export function resumption(since) {
  if (since.every((cursor) => cursor === null)) {
    return { rewind: REWIND };
  }
  const same = since.every((cursor) => cursor === since[0]);
  return { since: same ? since[0] : since.map((cursor) => cursor ?? 'start') };
}
