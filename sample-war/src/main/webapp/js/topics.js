/** The life of the log that a cursor belongs to. */
export function epochOf(cursor) {
  return cursor.slice(0, cursor.lastIndexOf('-'));
}

/** A value as a segment of a topic: each byte that may not be in one is written `~HH`. */
export function segment(value) {
  return encodeURIComponent(value)
    .replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%3A/g, ':')
    .replace(/%40/g, '@')
    .replaceAll('%', '~');
}
