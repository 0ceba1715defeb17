import { endpoint, resumption } from './endpoint.js';

/** Messages whose cursor says that all up to it was seen. */
const REACHES = new Set(['event', 'ping']);

/** Messages about subscriptions. */
const SUBSCRIBED = new Set(['event', 'gap', 'subscribed']);
const REQUEST = 'all';

const TRY_LATER = 1013;
const TRY_LATER_MS = 5000;
const FINAL = new Set([1008, 1009, 4001]);

/**
 * One WebSocket with one subscribe request, which the server merges in log order. It may have begun
 * to send the user's own topic before: nothing of that counts until the request is answered, which
 * begins that topic where the others begin.
 */
export function connect(topics, since, handlers) {
  const url = endpoint('ws');
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  let answered = false;

  socket.onopen = () => {
    socket.send(JSON.stringify({ type: 'subscribe', id: REQUEST, topics, ...resumption(since) }));
    handlers.opened();
  };
  socket.onmessage = ({ data }) => {
    for (const message of [JSON.parse(data)].flat()) {
      if (message.type === 'ping') {
        socket.send('{"type":"pong"}');
      }
      answered ||= message.type === 'subscribed' && message.id === REQUEST;
      if (answered || !SUBSCRIBED.has(message.type)) {
        const reaches = answered && REACHES.has(message.type);
        handlers.message(message, reaches ? message.cursor : undefined);
      }
    }
  };
  socket.onclose = ({ code, reason }) => handlers.lost(meaningOf(code, reason));

  const close = () => {
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  };
  return { close };
}

/** The close code alone tells whether, and how soon, to come back. */
function meaningOf(code, reason) {
  return {
    why: reason || `the socket was closed with code ${code}`,
    after: code === TRY_LATER ? TRY_LATER_MS : undefined,
    final: FINAL.has(code),
  };
}
