import { subscribing } from './endpoint.js';
import { refusalOf } from './refusal.js';

/**
 * Server-Sent Events in the envelope form, so that a pattern's events carry their topic.
 *
 * A stream that breaks is left to the browser, which waits for as long as the server's `retry:`
 * says and sends the last id; only when the browser gives up is it told as lost.
 */
export function connect(topics, since, handlers) {
  const url = subscribing('sse', topics, since, { format: 'envelope' });
  const source = new EventSource(url);
  let closed = false;

  source.onopen = () => handlers.opened();
  source.onmessage = ({ data, lastEventId }) => {
    handlers.message(JSON.parse(data), lastEventId || undefined);
  };
  source.onerror = async () => {
    if (source.readyState !== EventSource.CLOSED) {
      handlers.waiting('the stream ended; the browser comes back by itself');
      return;
    }
    const refusal = await ask(url);
    if (!closed) {
      handlers.lost(refusal);
    }
  };

  const close = () => {
    closed = true;
    source.close();
  };
  return { close };
}

/** EventSource keeps the status to itself: ask once more, for the head of the answer only. */
async function ask(url) {
  const control = new AbortController();
  try {
    const response = await fetch(url, { signal: control.signal });
    return response.ok ? { why: 'the stream ended' } : await refusalOf(response);
  } catch {
    return { why: 'the server cannot be reached' };
  } finally {
    control.abort();
  }
}
