import { byId, oncePerFrame } from './dom.js';

/** How a page names the states of a feed. */
export const STATES = {
  idle: 'Starting',
  connecting: 'Connecting',
  open: 'Live',
  down: 'Reconnecting',
  ended: 'Ended',
};

/** The state of the connection and the figures that prove that nothing was lost. */
export class StatusView {
  #feed;
  #counter;
  #received = 0;
  #paintSoon = oncePerFrame(() => this.#paint());

  constructor(feed, counter) {
    this.#feed = feed;
    this.#counter = counter;
  }

  received() {
    this.#received++;
    this.changed();
  }

  changed() {
    this.#paintSoon();
  }

  #paint() {
    const { state, why, transport, cursor, reconnects, gaps } = this.#feed;
    const missed = this.#counter.total;
    Object.assign(document.body.dataset, { state, transport });
    setText('state', STATES[state]);
    setText('why', why && capitalized(why));
    setText('missed', missed.toLocaleString());
    setText('received', this.#received.toLocaleString());
    setText('reconnects', reconnects.toLocaleString());
    setText('gaps', gaps.toLocaleString());
    setText('cursor', cursor ?? 'none yet');
    byId('missed-tile').dataset.missed = String(missed > 0);
    byId('cut').disabled = state !== 'open';
    byId('hurry').hidden = state !== 'down' && state !== 'ended';
    for (const choice of document.querySelectorAll('input[name=transport]')) {
      choice.checked = choice.value === transport;
    }
  }
}

/** Writes only what changed, so that a screen reader is not made to repeat itself. */
function setText(id, text) {
  const place = byId(id);
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

function capitalized(text) {
  return text[0].toUpperCase() + text.slice(1);
}
