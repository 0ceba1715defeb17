import { client } from './client.js';
import { subscribing } from './endpoint.js';
import { refusalOf } from './refusal.js';

/** Short, since only an answer tells that the way is open. */
const FIRST_WAIT_SECONDS = 1;
const WAIT_SECONDS = 25;

/** Long polling: each answer carries the cursor that the next request gives. */
export function connect(topics, since, handlers) {
  const control = new AbortController();
  const whileOpen = (handler) => (...values) => control.signal.aborted || handler(...values);
  const told = {
    opened: whileOpen(handlers.opened),
    message: whileOpen(handlers.message),
    lost: whileOpen(handlers.lost),
  };
  poll(topics, since, told, control.signal).catch((fault) => told.lost({ why: fault.message }));
  return { close: () => control.abort() };
}

async function poll(topics, start, handlers, signal) {
  let since = start;
  let wait = FIRST_WAIT_SECONDS;
  while (!signal.aborted) {
    const response = await fetch(subscribing('poll', topics, since, { wait, client }), { signal });
    if (!response.ok) {
      handlers.lost(await refusalOf(response));
      return;
    }
    const answer = await response.json();
    if (wait === FIRST_WAIT_SECONDS) {
      handlers.opened();
      wait = WAIT_SECONDS;
    }
    deliver(answer, handlers);
    // One that ended before it was told its place keeps the one it had.
    since = answer.cursor ? topics.map(() => answer.cursor) : since;
  }
}

function deliver({ cursor, events, gaps = [], bye }, handlers) {
  gaps.forEach((gap) => handlers.message({ ...gap, type: 'gap' }));
  events.forEach((event) => handlers.message(event, event.cursor));
  handlers.message({ type: 'polled', events: events.length }, cursor);
  if (bye) {
    handlers.message({ ...bye, type: 'bye' });
  }
}
