import { byId } from './dom.js';

const TICK_MS = 250;

const TITLES = {
  idle: 'Not connected',
  connecting: 'Connecting',
  live: 'Live',
  recovering: 'Reconnecting',
  offline: 'Offline',
  closed: 'Closed',
};

const TRANSPORTS = { sse: 'an event stream', websocket: 'a WebSocket', poll: 'long polling' };

/** What a status of the client means, for people, at a time in milliseconds since 1970. */
export function explain({ state, transport, reason, code, retryAt }, now) {
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  switch (state) {
    case 'live':
      return `Connected over ${TRANSPORTS[transport]}.`;
    case 'recovering':
      return `${sentence(reason)} Next attempt in ${seconds} s.`;
    case 'offline':
      return `The browser has no network. Next attempt in ${seconds} s.`;
    case 'closed':
      return `${sentence(reason)} (${code})`;
    default:
      return '';
  }
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** The state of the page's connection: a word in its head, and why it is so. */
export class StatusView {
  #status;
  #timer;

  show(status) {
    clearInterval(this.#timer);
    this.#status = status;
    const { state, transport = '', retryAt } = status;
    Object.assign(document.body.dataset, { state, transport });
    setText('state', TITLES[state]);
    byId('hurry').hidden = !['recovering', 'offline', 'closed'].includes(state);
    this.#explain();
    if (retryAt !== undefined) {
      this.#timer = setInterval(() => this.#explain(), TICK_MS);
    }
  }

  #explain() {
    setText('why', explain(this.#status, Date.now()));
  }
}

/** Writes only what changed, so that a screen reader is not made to repeat itself. */
export function setText(id, text) {
  const place = byId(id);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
