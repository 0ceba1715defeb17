import { byId, clock, element, oncePerFrame } from './dom.js';

const KEPT = 200;

/** What has come last, newest first: events, gaps, and states of the connection. */
export class EventLog {
  #entries = [];
  #paused = false;
  #skipped = 0;
  #paintSoon = oncePerFrame(() => this.#paint());

  constructor() {
    byId('log-pause').addEventListener('click', () => this.#pause());
    byId('log-clear').addEventListener('click', () => this.#clear());
    byId('log-figures').addEventListener('change', () => this.#paintSoon());
  }

  /** `kind` is `event`, `gap` or a state; of an event, `what` is its type. */
  add(entry) {
    if (this.#paused) {
      this.#skipped++;
    } else {
      this.#entries.unshift({ at: new Date(), ...entry });
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
    const shown = this.#entries.filter(({ what }) => figures || what !== 'figures');
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
  ['at', 'type', 'topic', 'cursor', 'payload'].forEach((part) => row.append(element('span', part)));
  return row;
}

function write(row, { at, kind, what, topic = '', cursor = '', details }) {
  row.dataset.type = kind;
  const texts = [clock.format(at), what, topic, cursor, JSON.stringify(details)];
  texts.forEach((text, i) => {
    const cell = row.children[i];
    if (cell.textContent !== text) {
      cell.textContent = text;
    }
  });
}
