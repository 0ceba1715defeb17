import { byId, clock, element, oncePerFrame } from './dom.js';

const KEPT = 200;

/** The last messages as they came, newest first. */
export class WireLog {
  #entries = [];
  #paused = false;
  #skipped = 0;
  #paintSoon = oncePerFrame(() => this.#paint());

  constructor() {
    byId('log-pause').addEventListener('click', () => this.#pause());
    byId('log-clear').addEventListener('click', () => this.#clear());
    byId('log-figures').addEventListener('change', () => this.#paintSoon());
  }

  add(transport, message) {
    if (message.type === 'polled' && message.events > 0) {
      return; // its events are shown themselves
    }
    if (this.#paused) {
      this.#skipped++;
    } else {
      this.#entries.unshift({ at: new Date(), transport, message });
      this.#entries.length = Math.min(this.#entries.length, KEPT);
    }
    this.#paintSoon();
  }

  #pause() {
    this.#paused = !this.#paused;
    this.#skipped = 0;
    byId('log-pause').textContent = this.#paused ? 'Resume' : 'Pause';
    byId('log-pause').setAttribute('aria-pressed', String(this.#paused));
    this.#paintSoon();
  }

  #clear() {
    this.#entries = [];
    this.#paintSoon();
  }

  #paint() {
    const figures = byId('log-figures').checked;
    const shown = this.#entries.filter(({ message }) => figures || message.event !== 'figures');
    const list = byId('log');
    // Rows are reused: one arrival rewrites some text, and scrolling and selection stay alive.
    this.#fit(list, shown.length);
    shown.forEach((entry, i) => write(list.children[i], entry));
    byId('log-note').textContent = this.#paused ? `paused, ${this.#skipped} not shown` : '';
  }

  #fit(list, length) {
    while (list.children.length < length) {
      list.append(newRow());
    }
    while (list.children.length > length) {
      list.lastChild.remove();
    }
  }
}

function newRow() {
  const row = element('li');
  ['at', 'via', 'type', 'topic', 'cursor', 'payload'].forEach((part) =>
    row.append(element('span', part)),
  );
  return row;
}

function write(row, { at, transport, message }) {
  const { type, event, topic, topics, cursor, to, data, ...rest } = message;
  row.dataset.type = type;
  const texts = [
    clock.format(at),
    transport,
    event ?? type,
    topic ?? topics ?? '',
    cursor ?? to ?? '',
    compact(type === 'event' ? data : rest),
  ];
  texts.forEach((text, i) => {
    const cell = row.children[i];
    if (cell.textContent !== text) {
      cell.textContent = text;
    }
  });
}

function compact(payload) {
  const text = JSON.stringify(payload) ?? '';
  return text === '{}' ? '' : text;
}
