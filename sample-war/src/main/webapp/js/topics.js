/** Whether a subscription, a topic or a pattern with `*` and a last `**`, covers a topic. */
export function covers(pattern, topic) {
  if (pattern === topic) {
    return true;
  }
  const wanted = pattern.split('/');
  const actual = topic.split('/');
  if (wanted[0].startsWith('*') && actual[0].startsWith('$')) {
    return false;
  }
  const open = wanted.at(-1) === '**';
  if (open ? actual.length < wanted.length : actual.length !== wanted.length) {
    return false;
  }
  return wanted.every((segment, i) => segment.startsWith('*') || segment === actual[i]);
}

/** A value as a segment of a topic: each byte that may not be in one is written `~HH`. */
export function segment(value) {
  return encodeURIComponent(value)
    .replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%3A/g, ':')
    .replace(/%40/g, '@')
    .replaceAll('%', '~');
}
