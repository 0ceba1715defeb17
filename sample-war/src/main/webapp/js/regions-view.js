import { byId, element, oncePerFrame } from './dom.js';

const KNOWN = ['eu', 'us', 'apac', 'latam'];

/**
 * One button per region, which filters, with the number of its orders. The running number of a
 * region's newest order is that count, the same on every desk.
 */
export class RegionsView {
  #counts = new Map(KNOWN.map((region) => [region, 0]));
  #chosen = null;
  #epoch = '';
  #onChoice;
  #paintSoon = oncePerFrame(() => this.#paint());

  constructor(onChoice) {
    this.#onChoice = onChoice;
    byId('regions').addEventListener('click', ({ target }) => {
      const button = target.closest('button');
      if (button) {
        this.#choose(button.dataset.region || null);
      }
    });
    this.#paint();
  }

  /** A server that was restarted, another epoch, counts anew; a replay never counts back. */
  count(region, number, epoch) {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#counts.forEach((_, known) => this.#counts.set(known, 0));
    }
    this.#counts.set(region, Math.max(number, this.#counts.get(region) ?? 0));
    this.#paintSoon();
  }

  #choose(region) {
    if (region !== this.#chosen) {
      this.#chosen = region;
      this.#onChoice(region);
      this.#paintSoon();
    }
  }

  #paint() {
    const bar = byId('regions');
    const sum = [...this.#counts.values()].reduce((a, b) => a + b, 0);
    this.#button(bar, '', 'All regions', sum);
    this.#counts.forEach((count, region) => this.#button(bar, region, region, count));
  }

  /** Buttons are kept, so that the focus stays where it is. */
  #button(bar, region, label, count) {
    let button = [...bar.children].find((child) => child.dataset.region === region);
    if (!button) {
      button = element('button', 'chip');
      button.type = 'button';
      button.dataset.region = region;
      button.append(element('span', 'name', label), element('span', 'count'));
      bar.append(button);
    }
    button.querySelector('.count').textContent = count.toLocaleString();
    button.setAttribute('aria-pressed', String((this.#chosen ?? '') === region));
  }
}
