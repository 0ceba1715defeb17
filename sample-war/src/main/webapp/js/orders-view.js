import { byId, clock, element, oncePerFrame } from './dom.js';

const KEPT = 500;
const SHOWN = 50;

/** The orders of all desks, newest first, those of one region or of all. */
export class OrdersView {
  #orders = [];
  #ids = new Set();
  #fresh = new Set();
  #region = null;
  #paintSoon = oncePerFrame(() => this.#paint());

  /** Takes an order once; an older one that comes late is put in its place. */
  add(order) {
    if (this.#ids.has(order.id)) {
      return;
    }
    const time = Date.parse(order.placedAt);
    const before = this.#orders.findIndex(({ placedAt }) => Date.parse(placedAt) <= time);
    this.#orders.splice(before < 0 ? this.#orders.length : before, 0, order);
    this.#ids.add(order.id);
    this.#fresh.add(order.id);
    this.#orders.splice(KEPT).forEach(({ id }) => this.#ids.delete(id));
    this.#paintSoon();
  }

  /** Shows one region's orders, or all with null. */
  filter(region) {
    this.#region = region;
    this.#paintSoon();
  }

  #paint() {
    const shown = this.#orders
      .filter(({ region }) => this.#region === null || region === this.#region)
      .slice(0, SHOWN);
    byId('orders').replaceChildren(...shown.map((order) => this.#row(order)));
    byId('no-orders').hidden = shown.length > 0;
    this.#announce();
    this.#fresh.clear();
  }

  #row({ id, number, region, item, quantity, placedAt }) {
    const row = element('tr', this.#fresh.has(id) ? 'fresh' : '');
    const tag = element('span', 'tag', region);
    tag.dataset.region = region;
    const place = element('td');
    place.append(tag, element('span', 'number', `#${number}`));
    row.append(
      place,
      element('td', 'item', item),
      element('td', 'quantity', `× ${quantity}`),
      element('td', 'time', clock.format(new Date(placedAt))),
    );
    return row;
  }

  #announce() {
    if (this.#fresh.size === 1) {
      const order = this.#orders.find(({ id }) => this.#fresh.has(id));
      if (order) {
        byId('announcer').textContent =
          `New order in ${order.region}: ${order.quantity} × ${order.item}`;
      }
    } else if (this.#fresh.size > 1) {
      byId('announcer').textContent = `${this.#fresh.size} new orders`;
    }
  }
}
