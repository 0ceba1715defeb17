import { byId, oncePerFrame } from './dom.js';
import { setText } from './status-view.js';

/** The figures that prove that nothing was lost. */
export class DeliveryView {
  #feed;
  #counter;
  #received = 0;
  #cursor = 'none yet';
  #paintSoon = oncePerFrame(() => this.#paint());

  constructor(feed, counter) {
    this.#feed = feed;
    this.#counter = counter;
  }

  received(cursor) {
    this.#received++;
    this.#cursor = cursor;
    this.#paintSoon();
  }

  changed() {
    this.#paintSoon();
  }

  #paint() {
    const missed = this.#counter.total;
    setText('missed', missed.toLocaleString());
    setText('received', this.#received.toLocaleString());
    setText('reconnects', this.#feed.reconnects.toLocaleString());
    setText('gaps', this.#feed.gaps.toLocaleString());
    setText('cursor', this.#cursor);
    byId('missed-tile').dataset.missed = String(missed > 0);
  }
}
