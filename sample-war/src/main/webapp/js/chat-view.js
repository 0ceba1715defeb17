import { byId, clock, element } from './dom.js';

const KEPT = 200;

/**
 * The lines of rooms and the notices of the operator, oldest first, as far as the page has a place
 * for them. What a line says is whatever its sender has sent, so it is looked at, and only ever
 * becomes text.
 */
export class ChatView {
  clear() {
    byId('lines').replaceChildren();
    byId('notices')?.replaceChildren();
    this.#showNotices(false);
  }

  line({ from, time, data }) {
    add(byId('lines'), from ?? 'somebody', time, data);
  }

  notice({ time, data }) {
    this.#showNotices(true);
    add(byId('notices'), 'operator', time, data);
  }

  #showNotices(areThere) {
    byId('notices-card')?.toggleAttribute('hidden', !areThere);
  }
}

function add(list, from, time, data) {
  if (typeof data?.text !== 'string') {
    return;
  }
  const row = element('li');
  row.append(
    element('span', 'from', from),
    element('span', 'text', data.text),
    element('span', 'time', clock.format(new Date(time))),
  );
  list.append(row);
  if (list.children.length > KEPT) {
    list.firstChild.remove();
  }
  list.scrollTop = list.scrollHeight;
}
